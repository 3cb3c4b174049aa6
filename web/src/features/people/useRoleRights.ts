import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, problemOf, type ApiProblem } from '../../api/client';
import type { Permission, Role } from '../../api/types';
import { useRefreshPeople } from './queries';
import { roles } from './roles';

export interface RightsControl {
  /** Whether it is to be one of the role's own. */
  has: (name: string) => boolean;
  isChanged: (name: string) => boolean;
  set: (name: string, isWanted: boolean) => void;
  /** How many were changed and are not saved. */
  count: number;
  hasUnsaved: () => boolean;
  save: () => Promise<void>;
  discard: () => void;
  isSaving: boolean;
  problem: Pick<ApiProblem, 'title' | 'detail'> | null;
}

/** Which rights a role is to have, until it is saved. */
export function useRoleRights(role: Role, all: readonly Permission[]): RightsControl {
  const queryClient = useQueryClient();
  const refreshPeople = useRefreshPeople();
  // Only what somebody ticked: the rest is as the role is, also where it becomes another one meanwhile.
  const [wanted, setWanted] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const own = new Set(role.permissions);
  const has = (name: string) => wanted.get(name) ?? own.has(name);
  const isChanged = (name: string) => has(name) !== own.has(name);
  const changed = all.filter(({ name }) => isChanged(name));
  const hasUnsaved = useRef(false);
  useEffect(() => {
    hasUnsaved.current = changed.length > 0;
  });

  const discard = () => {
    setWanted(new Map());
    setProblem(null);
  };
  const send = ({ id, name }: Permission) =>
    has(name) ? api.post<unknown>('/role-permissions', { role_id: role.id, permission_id: id }) : api.remove(`/role-permissions/${role.id}/${id}`);
  const save = async () => {
    setIsSaving(true);
    setProblem(null);
    try {
      // One after the other: the first that is refused ends it, and what was done before stays.
      // oxlint-disable-next-line no-await-in-loop
      for (const permission of changed) await send(permission);
      await queryClient.invalidateQueries({ queryKey: roles.all });
      discard();
      notifications.show({ message: `The rights of “${role.name}” are saved.` });
    } catch (error) {
      await queryClient.invalidateQueries({ queryKey: roles.all });
      setProblem(problemOf(error));
    } finally {
      setIsSaving(false);
      refreshPeople();
    }
  };
  return {
    has,
    isChanged,
    set: (name, isWanted) => setWanted((current) => new Map([...current, [name, isWanted]])),
    count: changed.length,
    hasUnsaved: () => hasUnsaved.current,
    save,
    discard,
    isSaving,
    problem,
  };
}
