import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ListControl } from '../../ui/list/useListRequest';
import { PersonSelect } from '../people/PersonSelect';
import { permissionsQuery } from '../permissions/permissions';
import { isBetween } from './auditFilters';

/** Of whom, and between which days. */
export function WhoAndWhen({ control: { request, change } }: { control: ListControl }) {
  const day = (name: 'from' | 'until', label: string) => (
    <TextInput size="sm" type="date" aria-label={label} value={request[name] ?? ''} onChange={(event) => change({ [name]: event.currentTarget.value })} />
  );
  return (
    <>
      {isBetween(request) && (
        <>
          {day('from', 'First day')}
          {day('until', 'Last day')}
        </>
      )}
      <PersonSelect value={request.person} onChange={(person) => change({ person })} />
    </>
  );
}

const words = (name: string) => name.replaceAll('_', ' ');

interface NameSelectProps {
  label: string;
  any: string;
  names: Iterable<string>;
  value: string | undefined;
  onChange: (name: string) => void;
}

function NameSelect({ label, any, names, value, onChange }: NameSelectProps) {
  const all = [...new Set([...names, ...(value === undefined ? [] : [value])])].toSorted();
  return (
    <NativeSelect
      size="sm"
      aria-label={label}
      data={[{ value: '', label: any }, ...all.map((name) => ({ value: name, label: words(name) }))]}
      value={value ?? ''}
      data-narrowed={value !== undefined || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** About what was asked, and to do what with it. */
export function WhatWasAsked({ control: { request, change } }: { control: ListControl }) {
  const all = useQuery(permissionsQuery).data ?? [];
  const { resource_type: about, action } = request;
  const fitting = all.filter(({ resource_type: of }) => about === undefined || of === about);
  return (
    <>
      <NameSelect
        label="About what"
        any="About anything"
        names={all.map(({ resource_type: of }) => of)}
        value={about}
        // What was to be done may not be there with something else.
        onChange={(name) => change({ resource_type: name, action: undefined })}
      />
      <NameSelect label="To do what" any="To do anything" names={fitting.map((one) => one.action)} value={action} onChange={(name) => change({ action: name })} />
    </>
  );
}
