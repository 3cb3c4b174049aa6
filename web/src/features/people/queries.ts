import { notifications } from '@mantine/notifications';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { queryString } from '../../api/resource';
import type { Access, User } from '../../api/types';
import { notifyProblem } from '../../ui/notify';
import { currentUserQuery } from '../auth/queries';
import { people } from './people';

/** Whether a person has this permission, and by which roles. */
export const accessQuery = (id: string, permission: string) =>
  queryOptions({
    queryKey: [...people.all, 'one', id, 'access', permission],
    queryFn: ({ signal }) => api.get<Access>(`/users/${id}/access?${queryString({ permission })}`, signal),
  });

/** What was done to somebody may have been done to oneself. */
export function useRefreshPeople() {
  const queryClient = useQueryClient();
  return () => {
    for (const queryKey of [people.all, currentUserQuery.queryKey, ['/security-events']]) void queryClient.invalidateQueries({ queryKey });
  };
}

/** Something that is done to an account; what it did is said. */
function useAccountAction(send: (person: User) => Promise<unknown>, done: (name: string) => string) {
  const refresh = useRefreshPeople();
  return useMutation({
    mutationFn: send,
    onSuccess: (_answer, { username }) => {
      notifications.show({ message: done(username) });
      refresh();
    },
    onError: notifyProblem,
  });
}

export const useSuspend = () => useAccountAction(({ id }) => people.act(id, 'suspend'), (name) => `${name} is suspended and signed out everywhere.`);
export const useReactivate = () => useAccountAction(({ id }) => people.act(id, 'reactivate'), (name) => `${name} may sign in again.`);
export const useUnlock = () => useAccountAction(({ id }) => people.act(id, 'unlock'), (name) => `The password of ${name} works again.`);
export const useSendReset = () => useAccountAction(({ id }) => people.act(id, 'password-reset'), (name) => `A mail is on its way to ${name}.`);
