import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { resource } from '../../api/resource';
import type { Passkey, PasskeyChanges, PasskeyOptions } from '../../api/types';
import { makePasskey } from '../../lib/passkey';
import type { Field } from '../../ui/form/fields';
import { fixedRequest } from '../../ui/list/useListRequest';
import type { ListShape } from '../../ui/list/listRequest';

export const passkeys = resource<Passkey, never, PasskeyChanges>('/passkeys');

/** There are few: only which one lies open is in the page's address. */
export const PASSKEY_LIST: ListShape = { filters: [], sorts: [] };
export const OLDEST_FIRST = fixedRequest({ sort: 'created_at' });

export const PASSKEY_FIELDS: Field<'name'>[] = [{ kind: 'text', name: 'name', label: 'Name', description: 'So that you know it again', longest: 100, required: 'What is it called?' }];

function usePasskeyMutation<Of>(send: (of: Of) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => queryClient.invalidateQueries({ queryKey: passkeys.all }) });
}

/** Has the device make one and keeps it under that name. */
export const useAddPasskey = () =>
  usePasskeyMutation(async (name: string) => {
    const { token, options } = await api.post<PasskeyOptions>('/passkeys/challenge');
    return await api.post<Passkey>('/passkeys', { token, name, response: await makePasskey(options) });
  });

export const useRemovePasskey = () => usePasskeyMutation(({ id }: Passkey) => passkeys.remove(id));
