import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { currentUserQuery } from './queries';

/** For a new password; or, where an account still waits for its address to be confirmed, for that. */
export const useSendLink = () => useMutation({ mutationFn: (email: string) => api.post<undefined>('/auth/forgot-password', { email }) });

export const useResetPassword = () =>
  useMutation({ mutationFn: (values: { token: string; password: string }) => api.post<undefined>('/auth/reset-password', values) });

/** Does what a link about an address is for. */
export function useFollowLink() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => api.post<undefined>('/auth/verify-email', { token }),
    // They have another address now, or are signed out.
    onSuccess: () => queryClient.removeQueries({ queryKey: currentUserQuery.queryKey }),
  });
}
