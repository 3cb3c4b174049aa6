import { Select, type OptionsFilter } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Access, AccessReason, User } from '../../api/types';
import { AlertIcon, CheckIcon } from '../../ui/icons';
import { ListFailed } from '../../ui/list/ListStates';
import { groupPermissions, permissionsQuery, permissionWords } from '../permissions/permissions';
import classes from './Person.module.css';
import { accessQuery } from './queries';

const MOST_OPTIONS = 200;

const hasWords = (label: string, words: readonly string[]) => words.every((word) => label.includes(word));

/** Those in which all words stand, in any order: nobody types the colon. */
const byWords: OptionsFilter = ({ options, search }) => {
  const words = search.toLowerCase().split(/[\s:]+/).filter(Boolean);
  return options
    .filter((option) => 'group' in option)
    .map(({ group, items }) => ({ group, items: items.filter(({ label }) => hasWords(label.toLowerCase(), words)) }))
    .filter(({ items }) => items.length > 0);
};

const because = ({ role, through }: AccessReason) => (role === through ? `by the role “${role}”` : `by the role “${role}”, which builds on “${through}”`);

function Answer({ access: { is_active: isActive, permissions: [held] } }: { access: Access }) {
  if (held) {
    return (
      <p className={classes.answer}>
        <CheckIcon size={18} />
        <span>Yes, {held.reasons.map(because).join(' and ')}.</span>
      </p>
    );
  }
  return (
    <p className={classes.answer} data-refused>
      <AlertIcon size={18} />
      <span>{isActive ? 'No. None of their roles allows it.' : 'No. Their account is suspended.'}</span>
    </p>
  );
}

function Asked({ person, permission }: { person: User; permission: string }) {
  const { data, error, refetch } = useQuery(accessQuery(person.id, permission));
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  return data && <Answer access={data} />;
}

/** Answers whether a person may do something beyond their own things, and why. */
export function PersonAccess({ person }: { person: User }) {
  const [permission, setPermission] = useState<string | null>(null);
  const groups = groupPermissions(useQuery(permissionsQuery).data ?? []);
  return (
    <div>
      <Select
        label={`May ${person.username} …?`}
        placeholder="Type or choose what you want to know"
        data={groups.map(({ about, items }) => ({ group: about, items: items.map((one) => ({ value: one.name, label: permissionWords(one) })) }))}
        searchable
        filter={byWords}
        clearable
        limit={MOST_OPTIONS}
        maxDropdownHeight={320}
        nothingFoundMessage="Nothing fits"
        value={permission}
        onChange={setPermission}
      />
      <div role="status">{permission && <Asked person={person} permission={permission} />}</div>
    </div>
  );
}
