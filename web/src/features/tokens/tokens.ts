import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { resource } from '../../api/resource';
import type { ApiToken, ApiTokenChanges, ApiTokenCreation, NewApiToken } from '../../api/types';
import { daysAfter } from '../../lib/time';
import type { Field } from '../../ui/form/fields';
import type { ListShape } from '../../ui/list/listRequest';
import { notifyProblem } from '../../ui/notify';

export const tokens = resource<ApiToken, never, ApiTokenChanges>('/api-tokens');

export const TOKEN_LIST: ListShape = {
  filters: [
    {
      name: 'state',
      label: 'Which tokens',
      choices: [
        { value: 'working', label: 'Those that work', parameters: (now) => ({ is_revoked: 'false', expires_after: new Date(now).toISOString() }) },
        { value: 'all', label: 'All, also ended ones', parameters: {} },
      ],
    },
  ],
  sorts: [],
};

export const TOKEN_FIELDS: Field<'name'>[] = [{ kind: 'text', name: 'name', label: 'Name', description: 'What uses it', longest: 100, required: 'What is it called?' }];

export const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  // The server allows no more than a year by its own clock.
  { value: '364', label: 'A year' },
  { value: 'day', label: 'Until a day that I choose' },
];

/** When a token ends: after so many days, or with the day that was chosen. */
export function endOf(lifetime: string, day: string, now = new Date()): string {
  return lifetime === 'day' ? new Date(`${day}T23:59:59`).toISOString() : daysAfter(now.toISOString(), Number(lifetime));
}

/** Whether it still lets anybody in. */
export const isWorking = ({ is_revoked: isRevoked, expires_at: end }: Pick<ApiToken, 'is_revoked' | 'expires_at'>, now = Date.now()) => !isRevoked && Date.parse(end) > now;

function useTokenMutation<Result, Of>(send: (of: Of) => Promise<Result>) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => queryClient.invalidateQueries({ queryKey: tokens.all }) });
}

export const useMakeToken = () => useTokenMutation((values: ApiTokenCreation) => api.post<NewApiToken>('/api-tokens', values));

export function useRevokeToken(onDone: () => void) {
  const { mutate, isPending } = useTokenMutation((id: string) => tokens.remove(id));
  return { isPending, revoke: (id: string) => mutate(id, { onSuccess: onDone, onError: notifyProblem }) };
}
