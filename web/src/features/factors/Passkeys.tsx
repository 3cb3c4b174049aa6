import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { Passkey } from '../../api/types';
import { canUsePasskeys } from '../../lib/passkey';
import { formatDate, formatMoment } from '../../lib/time';
import { EditDialog } from '../../ui/form/EditDialog';
import { PencilIcon, PlusIcon, TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { NEW, useOpenedRow } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { AddPasskeyDialog, RemovePasskeyDialog } from './PasskeyDialogs';
import { OLDEST_FIRST, PASSKEY_FIELDS, passkeys } from './passkeys';

interface PasskeyActions {
  rename: (id: string) => void;
  remove: (passkey: Passkey) => void;
}

const passkeyLook = ({ rename, remove }: PasskeyActions): RowLook<Passkey> => ({
  name: { label: 'Passkey', of: ({ name }) => name },
  columns: [
    { key: 'used', label: 'Last used', isLabelled: true, render: ({ last_used_at: at }) => (at ? formatMoment(at) : 'not yet') },
    { key: 'since', label: 'Added', isLabelled: true, render: ({ created_at: at }) => formatDate(at) },
  ],
  actions: (passkey) => [
    { label: 'Rename', icon: <PencilIcon size={16} />, run: () => rename(passkey.id) },
    { label: 'Remove', icon: <TrashIcon size={16} />, isDanger: true, run: () => remove(passkey) },
  ],
});

const EMPTY = { title: 'You have none yet.', detail: 'One on your phone or laptop is enough to begin with.', isPart: true };

/** One's own passkeys. */
export function Passkeys() {
  const { opened, open, close } = useOpenedRow();
  const [removed, setRemoved] = useState<Passkey | null>(null);
  const source = useResourcePages(passkeys, OLDEST_FIRST.parameters);
  const canAdd = canUsePasskeys();
  return (
    <>
      <ResourceList label="Passkeys" source={source} control={OLDEST_FIRST} look={passkeyLook({ rename: open, remove: setRemoved })} empty={EMPTY} />
      {canAdd ? (
        <Button variant="default" size="sm" w="fit-content" leftSection={<PlusIcon size={16} />} onClick={() => open(NEW)}>
          Add a passkey
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          This browser cannot make passkeys. A newer one can.
        </Text>
      )}
      {canAdd && opened === NEW && <AddPasskeyDialog onClose={close} />}
      {opened && opened !== NEW && <EditDialog key={opened} resource={passkeys} title="Rename passkey" id={opened} fields={PASSKEY_FIELDS} onClose={close} />}
      {removed && <RemovePasskeyDialog passkey={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}
