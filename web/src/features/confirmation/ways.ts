import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { MfaConfiguration, MfaConfigurationPage, PasskeyPage } from '../../api/types';
import { canUsePasskeys } from '../../lib/passkey';
import type { Way } from '../auth/proof';

/** How somebody can confirm that it is them: by their password only while they have no second step. */
export function waysToConfirm(factors: MfaConfiguration | undefined, hasPasskey: boolean): [Way, ...Way[]] {
  const passkey: Way[] = hasPasskey ? ['passkey'] : [];
  if (!factors || !(factors.totp_enabled || factors.sms_enabled)) return ['password', ...passkey];
  const codes: Way[] = [...(factors.totp_enabled ? ['totp' as const] : []), ...(factors.sms_enabled ? ['sms' as const] : [])];
  const [first = 'backup_code', ...others] = [...passkey, ...codes, ...(factors.backup_codes_left > 0 ? ['backup_code' as const] : [])];
  return [first, ...others];
}

export const waysToConfirmQuery = queryOptions({
  queryKey: ['ways-to-confirm'],
  queryFn: async ({ signal }) => {
    const [factors, passkeys] = await Promise.all([
      api.get<MfaConfigurationPage>('/mfa', signal),
      canUsePasskeys() ? api.get<PasskeyPage>('/passkeys?limit=1', signal) : null,
    ]);
    return waysToConfirm(factors.items[0], (passkeys?.items.length ?? 0) > 0);
  },
  // They may have changed in another window.
  staleTime: 0,
  gcTime: 0,
});
