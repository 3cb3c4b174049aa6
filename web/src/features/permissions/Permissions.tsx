import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Permission } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { CreateDialog, EditDialog } from '../../ui/form/EditDialog';
import { PencilIcon, TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { ResourceList } from '../../ui/list/ResourceList';
import { NEW, useListRequest, useOpenedRow } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { notifyProblem } from '../../ui/notify';
import { PERMISSION_EDIT_FIELDS, PERMISSION_FIELDS, PERMISSION_LIST, permissions, permissionWords } from './permissions';

const permissionLook = (edit: (id: string) => void, remove: (permission: Permission) => void): RowLook<Permission> => ({
  name: { label: 'Right', of: permissionWords, sort: 'name' },
  renderNote: ({ description }) => description && <p>{description}</p>,
  columns: [
    { key: 'name', label: 'In programs', isExtra: true, render: ({ name }) => <code>{name}</code> },
    { key: 'origin', label: 'From', render: ({ is_built_in: isBuiltIn }) => (isBuiltIn ? 'Clew' : 'yourselves') },
  ],
  actions: (permission) => [
    { label: 'Describe', icon: <PencilIcon size={16} />, run: () => edit(permission.id) },
    ...(permission.is_built_in ? [] : [{ label: 'Remove', icon: <TrashIcon size={16} />, isDanger: true, run: () => remove(permission) }]),
  ],
});

function RemoveDialog({ permission, onClose }: { permission: Permission; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => permissions.remove(permission.id),
    onSuccess: async () => {
      void queryClient.invalidateQueries({ queryKey: ['/roles'] });
      await queryClient.invalidateQueries({ queryKey: permissions.all });
      onClose();
    },
    onError: notifyProblem,
  });
  return (
    <ConfirmDialog title={`Remove “${permissionWords(permission)}”?`} action="Remove" isPending={remove.isPending} onConfirm={() => remove.mutate()} onClose={onClose}>
      Every role loses it.
    </ConfirmDialog>
  );
}

/** All that roles can allow, for administrators. */
export function Permissions() {
  const control = useListRequest(PERMISSION_LIST);
  const source = useResourcePages(permissions, control.parameters);
  const { opened, open, close } = useOpenedRow();
  const [removed, setRemoved] = useState<Permission | null>(null);
  return (
    <>
      <NewRowButton size="sm" w="fit-content">
        Add a right
      </NewRowButton>
      <ResourceList label="Rights" source={source} control={control} look={permissionLook(open, setRemoved)} empty={{ title: 'No rights', detail: 'What roles can allow stands here.' }} />
      {opened === NEW && <CreateDialog resource={permissions} title="Add a right" action="Add" fields={PERMISSION_FIELDS} onClose={close} />}
      {opened && opened !== NEW && <EditDialog key={opened} resource={permissions} title="Describe this right" id={opened} fields={PERMISSION_EDIT_FIELDS} onClose={close} />}
      {removed && <RemoveDialog permission={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}
