import { Badge } from '@mantine/core';
import type { Decision } from '../../api/types';
import { formatMoment } from '../../lib/time';
import type { Column, RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { useListRequest } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { PersonName } from '../people/PersonName';
import { WhatWasAsked, WhoAndWhen } from './AuditFilters';
import { ALL_DECISION_LIST, askedFor, DECISION_LIST, decisions } from './decisions';
import { deviceName } from './device';

const COLUMNS: Column<Decision>[] = [
  {
    key: 'decided',
    label: 'Decided',
    render: ({ permission_granted: isGranted }) => (
      <Badge variant="light" miw="max-content" color={isGranted ? 'green' : 'red'} size="sm" tt="none" fw={500}>
        {isGranted ? 'Allowed' : 'Refused'}
      </Badge>
    ),
  },
  { key: 'where', label: 'From', isExtra: true, render: ({ ip_address: address }) => address },
  { key: 'when', label: 'When', sort: 'created_at', render: ({ created_at: at }) => formatMoment(at) },
];

const LOOK: RowLook<Decision> = {
  name: { label: 'What was asked for', of: askedFor },
  renderNote: ({ roles_checked: roles, user_agent: agent }) => (
    <span>{[roles.length > 0 ? `as ${roles.join(', ')}` : 'without a role', agent && deviceName(agent)].filter(Boolean).join(' · ')}</span>
  ),
  columns: COLUMNS,
};

const ALL_LOOK: RowLook<Decision> = {
  ...LOOK,
  renderNote: (decision) => (
    <>
      {decision.resource_type === 'user' && decision.resource_id && (
        <span>
          About <PersonName id={decision.resource_id} />
        </span>
      )}
      {LOOK.renderNote?.(decision)}
    </>
  ),
  columns: [{ key: 'who', label: 'Who', render: ({ user_id: id }) => <PersonName id={id} /> }, ...COLUMNS],
};

const EMPTY = { title: 'Nothing was asked for', detail: 'Whatever reaches beyond one’s own things is decided by roles, and written down here.' };

/** What one asked for oneself, and what was decided. */
export function OwnDecisions() {
  const control = useListRequest(DECISION_LIST);
  const source = useResourcePages(decisions, control.parameters);
  return <ResourceList label="Decisions" source={source} control={control} look={LOOK} empty={EMPTY} />;
}

/** Who asked for what beyond their own things, and what was decided; for administrators. */
export function Decisions() {
  const control = useListRequest(ALL_DECISION_LIST);
  const source = useResourcePages(decisions, { ...control.parameters, everyone: 'true' });
  const filters = (
    <>
      <WhoAndWhen control={control} />
      <WhatWasAsked control={control} />
    </>
  );
  return <ResourceList label="Decisions" source={source} control={control} look={ALL_LOOK} empty={EMPTY} filters={filters} />;
}
