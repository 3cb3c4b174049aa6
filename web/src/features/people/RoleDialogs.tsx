import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import type { Role, RoleCreation } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { CreateDialog, EditDialog } from '../../ui/form/EditDialog';
import { notifyProblem } from '../../ui/notify';
import { useRefreshPeople } from './queries';
import { roleFields, roles } from './roles';

interface AddRoleDialogProps {
  all: readonly Role[];
  onClose: () => void;
}

/** Makes a role, and leads to its page, where its rights are chosen. */
export function AddRoleDialog({ all, onClose }: AddRoleDialogProps) {
  const navigate = useNavigate();
  const made = useRef<string>(null);
  const create = async (values: RoleCreation, key: string) => {
    const role = await roles.create(values, key);
    made.current = role.id;
    return role;
  };
  const close = () => {
    if (made.current === null) onClose();
    else void navigate({ to: '/admin/roles/$roleId', params: { roleId: made.current }, replace: true });
  };
  return <CreateDialog resource={{ all: roles.all, create }} title="Add a role" action="Add" fields={roleFields(all)} onClose={close} />;
}

interface RoleDialogProps {
  role: Role;
  onClose: () => void;
}

export function EditRoleDialog({ all, role, onClose }: RoleDialogProps & AddRoleDialogProps) {
  return <EditDialog resource={roles} title={`Change “${role.name}”`} id={role.id} fields={roleFields(all, role)} onClose={onClose} />;
}

export function RemoveRoleDialog({ role, onClose }: RoleDialogProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const refresh = useRefreshPeople();
  const remove = useMutation({
    mutationFn: () => roles.remove(role.id),
    onSuccess: async () => {
      await navigate({ to: '/admin/roles' });
      void queryClient.invalidateQueries({ queryKey: roles.all });
      refresh();
    },
    onError: notifyProblem,
  });
  return (
    <ConfirmDialog title={`Remove “${role.name}”?`} action="Remove" isPending={remove.isPending} onConfirm={() => remove.mutate()} onClose={onClose}>
      Whoever has it can no longer do what only it allows. Roles that build on it stay, without its rights.
    </ConfirmDialog>
  );
}
