import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ApiProblem } from '../../api/client';
import type { AuthStatus, Credentials, FactorChallenge, PendingSignIn, Registration, SignedIn, User } from '../../api/types';
import { settleDeferred } from '../../lib/deferred';
import { forgetDrafts } from '../../lib/drafts';
import { signWithPasskey } from '../../lib/passkey';

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

/** The code of the refusal of a name and a password, be it that the account still waits for its mail. */
export const WRONG_CREDENTIALS = 'wrong_credentials';
// The role that may see and change what is everybody's; the server decides in any case.
const ADMINISTRATOR = 'administrator';

/** Whether to offer what only administrators may do. */
export const useIsAdministrator = (): boolean => useQuery(currentUserQuery).data?.roles.includes(ADMINISTRATOR) ?? false;

export function useEnter() {
  const queryClient = useQueryClient();
  /** Resolves with what is missing still, or with null for somebody who is signed in now. */
  return async (path: string, proof: object): Promise<PendingSignIn | null> => {
    const { user, pending } = await api.post<SignedIn>(path, proof);
    if (user) queryClient.setQueryData(currentUserQuery.queryKey, user);
    return pending;
  };
}

export function useSignIn() {
  const enter = useEnter();
  return useMutation({ mutationFn: (credentials: Credentials) => enter('/auth/sign-in', credentials) });
}

/** By a passkey alone. */
export function usePasskey() {
  const enter = useEnter();
  return useMutation({
    mutationFn: async () => {
      const { token, options } = await api.post<FactorChallenge>('/auth/challenge', { method: 'passkey' });
      return enter('/auth/second-factor', { token, method: 'passkey', response: await signWithPasskey(options) });
    },
  });
}

/** Creates the account and signs in with it. Resolves to whether they are in; else a mail says how to go on. */
export function useRegister() {
  const queryClient = useQueryClient();
  const enter = useEnter();
  return useMutation({
    mutationFn: async (registration: Registration): Promise<boolean> => {
      const made = await api.post<User>('/auth/register', registration);
      queryClient.setQueryData(authStatusQuery.queryKey, (status) => status && { ...status, has_owner: true });
      if (!made.is_active) return false;
      try {
        await enter('/auth/sign-in', { username: registration.username, password: registration.password });
        return true;
      } catch (error) {
        // The address belongs to somebody who has an account already, and who got a letter that says so.
        if (error instanceof ApiProblem && error.code === WRONG_CREDENTIALS) return false;
        throw error;
      }
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
