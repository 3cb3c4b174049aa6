import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { resource } from '../../api/resource';
import type { AppSetUp, BackupCodes, MfaConfiguration, MfaConfigurationPage } from '../../api/types';
import { notifyProblem } from '../../ui/notify';
import { devices } from '../security/devices';
import { trustedDevices } from '../security/trustedDevices';
import { tokens } from '../tokens/tokens';

const { all } = resource<MfaConfiguration, never, never>('/mfa');

/** What one's own second step consists of. */
export const factorsQuery = queryOptions({
  queryKey: all,
  queryFn: async ({ signal }): Promise<FactorState> => stateOf((await api.get<MfaConfigurationPage>('/mfa', signal)).items[0]),
});

export interface FactorState {
  hasApp: boolean;
  hasTexts: boolean;
  /** The end of the number that codes are sent to. */
  textsGoTo: string | null;
  codesLeft: number;
}

/** Where nothing was ever set up, nothing is on. */
export const stateOf = (factors: MfaConfiguration | undefined): FactorState => ({
  hasApp: factors?.totp_enabled ?? false,
  hasTexts: factors?.sms_enabled ?? false,
  textsGoTo: factors?.phone_number ?? null,
  codesLeft: factors?.backup_codes_left ?? 0,
});

/** Whether a password alone is not enough. */
export const isAsked = ({ hasApp, hasTexts }: FactorState) => hasApp || hasTexts;

/** So few that it is time for new ones. */
const FEW_CODES = 3;

export function codeWords({ codesLeft }: FactorState): string {
  if (codesLeft === 0) return 'You have none. Without them a lost phone locks you out.';
  if (codesLeft === 1) return 'One is left. Make new ones soon.';
  return codesLeft <= FEW_CODES ? `${codesLeft} are left. Make new ones soon.` : `${codesLeft} are left.`;
}

export const areCodesShort = ({ codesLeft }: FactorState) => codesLeft <= FEW_CODES;

function useFactorMutation<Result, Of = void>(send: (of: Of) => Promise<Result>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    // What is asked for at a sign-in has changed: devices are asked again, and sessions may have ended.
    onSettled: () => Promise.all([all, devices.all, trustedDevices.all, tokens.all].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

/** Has the server make a secret for an authenticator app. */
export const useBeginApp = () => useMutation({ mutationFn: () => api.post<AppSetUp>('/mfa/totp'), onError: notifyProblem });
export const useEnableApp = () => useFactorMutation(async (code: string) => stateOf(await api.post<MfaConfiguration>('/mfa/totp/enable', { code })));
export const useDisableApp = () => useFactorMutation(() => api.remove('/mfa/totp'));
export const useEnableTexts = () => useFactorMutation(async () => stateOf(await api.post<MfaConfiguration>('/mfa/sms')));
export const useDisableTexts = () => useFactorMutation(() => api.remove('/mfa/sms'));
export const useMakeCodes = () => useFactorMutation(async () => (await api.post<BackupCodes>('/mfa/backup-codes')).codes);

/** Backup codes for whoever has just turned something on and has none; null where there are some, or none could be made. */
export function useFirstCodes() {
  const { mutateAsync, isPending } = useMakeCodes();
  const makeFirst = async ({ codesLeft }: FactorState): Promise<string[] | null> => {
    if (codesLeft > 0) return null;
    try {
      return await mutateAsync();
    } catch (error) {
      // It is on all the same, and its page says that codes are missing.
      notifyProblem(error);
      return null;
    }
  };
  return { makeFirst, isPending };
}
