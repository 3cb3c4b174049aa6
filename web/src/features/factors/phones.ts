import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { resource } from '../../api/resource';
import type { Phone, PhoneChallenge } from '../../api/types';
import { fixedRequest } from '../../ui/list/useListRequest';
import { notifyProblem } from '../../ui/notify';
import { authStatusQuery, currentUserQuery } from '../auth/queries';

export const phones = resource<Phone, never, never>('/phones');

export const PHONES_FIRST = fixedRequest({ sort: 'created_at' });

/** Whether text messages of this server reach a phone. */
export const canTextQuery = queryOptions({ ...authStatusQuery, select: ({ text_messages: canText }) => canText });

function usePhoneMutation<Result, Of>(send: (of: Of) => Promise<Result>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    // The primary number is the account's, too.
    onSettled: () => Promise.all([phones.all, currentUserQuery.queryKey].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

/** Has a code sent to a number. */
export const useAskNumber = () => useMutation({ mutationFn: (number: string) => api.post<PhoneChallenge>('/phones/verification', { phone_number: number }) });
/** Adds the number that the code was sent to. */
export const useAddNumber = () => usePhoneMutation((proof: { token: string; code: string }) => api.post<Phone>('/phones', proof));

export function useChangePhones() {
  const prefer = usePhoneMutation((id: string) => phones.act(id, 'primary'));
  const remove = usePhoneMutation((id: string) => phones.remove(id));
  return {
    prefer: (id: string) => prefer.mutate(id, { onError: notifyProblem }),
    remove: (id: string) => remove.mutate(id, { onError: notifyProblem }),
  };
}
