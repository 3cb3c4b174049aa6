import { Badge } from '@mantine/core';
import type { SecurityEvent, Severity } from '../../api/types';
import { formatMoment } from '../../lib/time';
import type { Column, RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { useListRequest } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { PersonName } from '../people/PersonName';
import { WhoAndWhen } from './AuditFilters';
import { deviceName } from './device';
import { ALL_EVENT_LIST, EVENT_LIST, eventDetail, eventName, securityEvents, SEVERITIES } from './events';

const COLORS: Record<Severity, string> = { info: 'gray', warning: 'yellow', error: 'orange', critical: 'red' };

const COLUMNS: Column<SecurityEvent>[] = [
  {
    key: 'severity',
    label: 'How serious',
    render: ({ severity }) => (
      <Badge variant="light" miw="max-content" color={COLORS[severity]} size="sm" tt="none" fw={500}>
        {SEVERITIES[severity]}
      </Badge>
    ),
  },
  { key: 'where', label: 'From', isExtra: true, render: ({ ip_address: address }) => address },
  { key: 'when', label: 'When', sort: 'created_at', render: ({ created_at: at }) => formatMoment(at) },
];

const LOOK: RowLook<SecurityEvent> = {
  name: { label: 'What happened', of: ({ event_type: type }) => eventName(type) },
  renderNote: (event) => [eventDetail(event), event.user_agent && deviceName(event.user_agent)].filter(Boolean).join(' · '),
  columns: COLUMNS,
};

const ALL_LOOK: RowLook<SecurityEvent> = { ...LOOK, columns: [{ key: 'who', label: 'Who', render: ({ user_id: id }) => <PersonName id={id} /> }, ...COLUMNS] };

const EMPTY = { title: 'Nothing has happened', detail: 'Sign-ins, changes of passwords and the like are written down here.' };

/** What matters to the safety of one's own account. */
export function OwnEvents() {
  const control = useListRequest(EVENT_LIST);
  const source = useResourcePages(securityEvents, control.parameters);
  return <ResourceList label="Security events" source={source} control={control} look={LOOK} empty={EMPTY} />;
}

/** The same about one other person, for administrators. */
export function PersonEvents({ personId }: { personId: string }) {
  const control = useListRequest(EVENT_LIST);
  const source = useResourcePages(securityEvents, { ...control.parameters, everyone: 'true', user_id: personId });
  return <ResourceList label="Security events" source={source} control={control} look={LOOK} empty={EMPTY} />;
}

/** The same about everybody, for administrators. */
export function AllEvents() {
  const control = useListRequest(ALL_EVENT_LIST);
  const source = useResourcePages(securityEvents, { ...control.parameters, everyone: 'true' });
  return <ResourceList label="Security events" source={source} control={control} look={ALL_LOOK} empty={EMPTY} filters={<WhoAndWhen control={control} />} />;
}
