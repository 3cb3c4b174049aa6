import { Chip, NativeSelect } from '@mantine/core';
import { PASTS, type SearchRequest } from './searchRequest';
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

interface ChoiceProps extends SearchFiltersProps {
  name: 'within' | 'role' | 'past';
  label: string;
  data: { value: string; label: string }[];
}

function Choice({ name, label, data, request, onChange }: ChoiceProps) {
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      data={data}
      value={request[name] ?? ''}
      onChange={(event) => onChange({ [name]: event.currentTarget.value || undefined })}
    />
  );
}

export function SearchFilters({ request, onChange }: SearchFiltersProps) {
  const search = { request, onChange };
  return (
    <div className={classes.filters} role="group" aria-label="Filters">
      <Choice name="within" label="Where to search" data={WITHIN} {...search} />
      <Choice name="role" label="Who said it" data={ROLES} {...search} />
      <Choice name="past" label="When it was said" data={PAST} {...search} />
      <Chip size="xs" variant="outline" checked={request.isPinned ?? false} onChange={(isPinned) => onChange({ isPinned: isPinned || undefined })}>
        Pinned
      </Chip>
    </div>
  );
}
