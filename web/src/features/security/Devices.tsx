import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import type { SignedInDevice } from '../../api/types';
import { formatMoment } from '../../lib/time';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { SignOutIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { fixedRequest } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { deviceName } from './device';
import { devices, useSignOutElsewhere } from './devices';

const LATEST_FIRST = fixedRequest({ is_active: 'true', sort: '-last_accessed' });

const deviceLook = (signOut: (id: string) => void): RowLook<SignedInDevice> => ({
  name: { label: 'Device', of: ({ user_agent: agent }) => deviceName(agent) },
  renderNote: ({ is_current: isCurrent }) =>
    isCurrent && (
      <Badge variant="light" size="sm" tt="none" fw={500}>
        This one
      </Badge>
    ),
  columns: [
    { key: 'where', label: 'From', render: ({ ip_address: address }) => address },
    { key: 'used', label: 'Last used', isLabelled: true, render: ({ last_accessed: at }) => formatMoment(at) },
    { key: 'since', label: 'Signed in', isExtra: true, isLabelled: true, render: ({ created_at: at }) => formatMoment(at) },
  ],
  // Signing out here is elsewhere, and leads away from this page.
  actions: ({ id, is_current: isCurrent }) => (isCurrent ? [] : [{ label: 'Sign out there', icon: <SignOutIcon size={16} />, isDanger: true, run: () => signOut(id) }]),
});

/** Asks before all of them end, which may be the phone in somebody's other hand. */
function SignOutDialog({ onClose }: { onClose: () => void }) {
  const { mutate, isPending } = useSignOutElsewhere();
  return (
    <ConfirmDialog title="Sign out everywhere else?" refusal="Stay signed in" action="Sign out everywhere else" isPending={isPending} onConfirm={() => mutate('others', { onSuccess: onClose })} onClose={onClose}>
      You stay signed in here. All other browsers and programs have to sign in again; API tokens go on working.
    </ConfirmDialog>
  );
}

/** Where one is signed in. */
export function Devices() {
  const [isLeaving, setIsLeaving] = useState(false);
  const source = useResourcePages(devices, LATEST_FIRST.parameters);
  const { mutate } = useSignOutElsewhere();
  return (
    <>
      {/* Over them, since they may be many. */}
      {(source.items?.length ?? 0) > 1 && (
        <Button variant="default" size="sm" w="fit-content" onClick={() => setIsLeaving(true)}>
          Sign out everywhere else
        </Button>
      )}
      <ResourceList
        label="Devices"
        source={source}
        control={LATEST_FIRST}
        look={deviceLook(mutate)}
        empty={{ title: 'Nowhere', detail: 'Browsers in which you sign in stand here.' }}
      />
      {isLeaving && <SignOutDialog onClose={() => setIsLeaving(false)} />}
    </>
  );
}
