import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { foundPeopleQuery, useKnownPeople, usePeopleNames } from './people';

const TYPING_PAUSE_MS = 300;
const ANYBODY = { value: 'anybody', label: 'Anybody' };

interface PersonSelectProps {
  /** Their id. */
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** Which of all people; typing finds those who are not among the first. */
export function PersonSelect({ value, onChange }: PersonSelectProps) {
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words, TYPING_PAUSE_MS);
  const nameOf = usePeopleNames();
  const { names, isAll } = useKnownPeople();
  const found = useQuery({ ...foundPeopleQuery(asked), enabled: !isAll && asked !== '' }).data ?? [];
  const options = new Map([...names, ...found.map(({ id, username }) => [id, username] as const)]);
  if (value !== undefined && !options.has(value)) options.set(value, nameOf(value));
  const choices = [...options].map(([id, name]) => ({ value: id, label: name })).toSorted((one, other) => one.label.localeCompare(other.label));
  return (
    <Select
      size="sm"
      w={{ base: '100%', sm: '10rem' }}
      aria-label="Who"
      placeholder={ANYBODY.label}
      // The cross that clears it is not for those who have no pointer.
      data={value === undefined ? choices : [ANYBODY, ...choices]}
      searchable
      clearable
      nothingFoundMessage="Nobody fits"
      comboboxProps={{ width: '16rem', position: 'bottom-start' }}
      onSearchChange={setWords}
      value={value ?? null}
      onChange={(id) => onChange(id === ANYBODY.value ? undefined : (id ?? undefined))}
    />
  );
}
