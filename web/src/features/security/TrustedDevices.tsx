import { Badge } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TrustedDevice } from '../../api/types';
import { formatDate, formatMoment } from '../../lib/time';
import { TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { fixedRequest } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { notifyProblem } from '../../ui/notify';
import { deviceName } from './device';
import { trustedDevices } from './trustedDevices';

const NEWEST_FIRST = fixedRequest({ sort: '-created_at' });

const trustedLook = (forget: (id: string) => void): RowLook<TrustedDevice> => ({
  name: { label: 'Device', of: ({ user_agent: agent }) => deviceName(agent) },
  renderNote: ({ is_current: isCurrent }) =>
    isCurrent && (
      <Badge variant="light" size="sm" tt="none" fw={500}>
        This one
      </Badge>
    ),
  columns: [
    { key: 'where', label: 'From', render: ({ ip_address: address }) => address },
    { key: 'used', label: 'Last used', isLabelled: true, render: ({ last_used_at: at }) => (at ? formatMoment(at) : 'not yet') },
    { key: 'until', label: 'Trusted until', isLabelled: true, render: ({ expires_at: at }) => formatDate(at) },
  ],
  actions: ({ id }) => [{ label: 'Ask there again', icon: <TrashIcon size={16} />, isDanger: true, run: () => forget(id) }],
});

/** Browsers that skip the second step for a while. */
export function TrustedDevices() {
  const queryClient = useQueryClient();
  const { mutate: forget } = useMutation({
    mutationFn: (id: string) => trustedDevices.remove(id),
    onError: notifyProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: trustedDevices.all }),
  });
  return (
    <ResourceList
      label="Trusted devices"
      source={useResourcePages(trustedDevices, NEWEST_FIRST.parameters)}
      control={NEWEST_FIRST}
      look={trustedLook(forget)}
      empty={{ title: 'None yet.', detail: 'When you sign in with a second step, you can choose not to be asked again in that browser for 30 days.', isPart: true }}
    />
  );
}
