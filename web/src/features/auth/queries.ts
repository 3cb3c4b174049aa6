import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ApiProblem } from '../../api/client';
import type { AuthStatus, Credentials, Registration, SignedIn, User } from '../../api/types';
import { settleDeferred } from '../../lib/deferred';
import { forgetDrafts } from '../../lib/drafts';

export const authStatusQuery = queryOptions({
  queryKey: ['auth', 'status'],
  queryFn: () => api.get<AuthStatus>('/auth/status'),
  staleTime: Infinity,
});

/** The signed-in user, or null when nobody is. */
export const currentUserQuery = queryOptions({
  queryKey: ['auth', 'user'],
  queryFn: async () => {
    try {
      return await api.get<User>('/users/me');
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60 * 1000,
});

// The role that may see and change what is everybody's; the server decides in any case.
const ADMINISTRATOR = 'administrator';

/** Whether to offer what only administrators may do. */
export const useIsAdministrator = (): boolean => useQuery(currentUserQuery).data?.roles.includes(ADMINISTRATOR) ?? false;

function useEnter() {
  const queryClient = useQueryClient();
  return async (credentials: Credentials) => {
    const { user } = await api.post<SignedIn>('/auth/sign-in', credentials);
    queryClient.setQueryData(currentUserQuery.queryKey, user);
  };
}

export function useSignIn() {
  return useMutation({ mutationFn: useEnter() });
}

/** Creates the account and signs in with it. */
export function useRegister() {
  const queryClient = useQueryClient();
  const enter = useEnter();
  return useMutation({
    mutationFn: async (registration: Registration) => {
      await api.post<User>('/auth/register', registration);
      queryClient.setQueryData(authStatusQuery.queryKey, (status) => status && { ...status, has_owner: true });
      await enter({ username: registration.username, password: registration.password });
    },
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: async () => {
      // What can still be taken back would not be allowed afterwards.
      await settleDeferred();
      await api.post<undefined>('/auth/sign-out');
    },
    onSuccess: () => {
      forgetDrafts();
      // A full load, so that nothing of this user stays in memory.
      window.location.assign('/sign-in');
    },
  });
}
