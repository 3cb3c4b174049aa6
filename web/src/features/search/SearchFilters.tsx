import { Chip, NativeSelect } from '@mantine/core';
import { PASTS, type Past, type SearchRequest } from './searchRequest';
import classes from './Search.module.css';

const WITHIN = [
  { value: '', label: 'All chats' },
  { value: 'chats', label: 'Not archived' },
  { value: 'archive', label: 'Archived' },
];
const ROLES = [
  { value: '', label: 'By anybody' },
  { value: 'user', label: 'By you' },
  { value: 'assistant', label: 'By Clew' },
];
const PAST = [{ value: '', label: 'Any time' }, ...PASTS.map((past) => ({ value: past as string, label: `Past ${past}` }))];

interface SearchFiltersProps {
  request: SearchRequest;
  onChange: (filters: Partial<SearchRequest>) => void;
}

export function SearchFilters({ request, onChange }: SearchFiltersProps) {
  return (
    <div className={classes.filters} role="group" aria-label="Filters">
      <NativeSelect
        size="xs"
        aria-label="Where to search"
        data={WITHIN}
        value={request.within ?? ''}
        onChange={(event) => onChange({ within: (event.currentTarget.value || undefined) as SearchRequest['within'] })}
      />
      <NativeSelect
        size="xs"
        aria-label="Who said it"
        data={ROLES}
        value={request.role ?? ''}
        onChange={(event) => onChange({ role: (event.currentTarget.value || undefined) as SearchRequest['role'] })}
      />
      <NativeSelect
        size="xs"
        aria-label="When it was said"
        data={PAST}
        value={request.past ?? ''}
        onChange={(event) => onChange({ past: (event.currentTarget.value || undefined) as Past | undefined })}
      />
      <Chip size="xs" variant="outline" checked={request.isPinned ?? false} onChange={(isPinned) => onChange({ isPinned: isPinned || undefined })}>
        Pinned
      </Chip>
    </div>
  );
}
