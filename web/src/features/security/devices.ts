import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { resource } from '../../api/resource';
import type { SignedInDevice } from '../../api/types';
import { notifyProblem } from '../../ui/notify';

export const devices = resource<SignedInDevice, never, never>('/sessions');

/** Signs one of them out, or all but this one. */
export function useSignOutElsewhere() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string | 'others') => (id === 'others' ? api.post<undefined>('/sessions/end-others') : devices.remove(id)),
    onError: notifyProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: devices.all }),
  });
}
