import { useMutation } from '@tanstack/react-query';
import type { ConfirmMethod, FactorChallenge } from '../../api/types';
import { signWithPasskey } from '../../lib/passkey';

/** By what somebody proves that it is them. */
export type Way = ConfirmMethod;

/** What they give for it. */
export interface Proof {
  method: Way;
  password?: string;
  code?: string;
  response?: Record<string, unknown>;
  /** Names what was asked for, where it has to be. */
  token?: string;
}

/** Whom they prove it to. */
export interface Prover {
  ask: (method: 'passkey' | 'sms') => Promise<FactorChallenge>;
  answer: (proof: Proof) => Promise<unknown>;
}

/** Proves it by what was typed, or by a passkey; a text message has to be sent first. */
export function useProof({ ask, answer }: Prover) {
  const send = useMutation({ mutationFn: () => ask('sms') });
  const prove = useMutation({
    mutationFn: async ({ method, typed }: { method: Way; typed: string }) => {
      switch (method) {
        case 'password':
          return answer({ method, password: typed });
        case 'passkey': {
          const { token, options } = await ask('passkey');
          return answer({ method, token, response: await signWithPasskey(options) });
        }
        case 'sms':
          return answer({ method, code: typed.trim(), ...(send.data && { token: send.data.token }) });
        default:
          return answer({ method, code: typed.trim() });
      }
    },
  });
  return { send, prove };
}
