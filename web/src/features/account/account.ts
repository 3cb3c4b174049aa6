import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { User } from '../../api/types';
import { forgetDrafts } from '../../lib/drafts';
import { devices } from '../security/devices';

export const useSendVerificationMail = () => useMutation({ mutationFn: () => api.post<undefined>('/users/me/verification-mail') });

export const useChangeEmail = () => useMutation({ mutationFn: (email: string) => api.post<undefined>('/users/me/email', { email }) });

interface PasswordChange {
  present_password: string;
  password: string;
}

/** Signs out all other devices. */
export function useChangePassword() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (values: PasswordChange) => api.post<User>('/users/me/password', values),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: devices.all }),
  });
}

/** Erases the account with all that is in it. */
export function useCloseAccount() {
  return useMutation({
    mutationFn: (password: string) => api.remove('/users/me', { password }),
    onSuccess: () => {
      forgetDrafts();
      localStorage.clear();
      // A full load, so that nothing of this user stays in memory.
      window.location.assign('/closed');
    },
  });
}
