import { Anchor, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client';
import type { FactorChallenge, PendingSignIn } from '../../api/types';
import { canUsePasskeys } from '../../lib/passkey';
import { ProofForm } from './ProofForm';
import { useEnter } from './queries';

interface SecondFactorFormProps {
  pending: PendingSignIn;
  onDone: () => void;
  onBack: () => void;
}

/** The second step of signing in. */
export function SecondFactorForm({ pending: { token, methods }, onDone, onBack }: SecondFactorFormProps) {
  const [isTrusted, setIsTrusted] = useState(false);
  const enter = useEnter();
  const [first = 'backup_code', ...others] = methods.filter((method) => method !== 'passkey' || canUsePasskeys());
  return (
    <ProofForm
      ways={[first, ...others]}
      ask={(method) => api.post<FactorChallenge>('/auth/challenge', { method, token })}
      answer={(proof) => enter('/auth/second-factor', { ...proof, token, trust_device: isTrusted })}
      onDone={onDone}
      aside={
        <Anchor component="button" type="button" size="sm" onClick={onBack}>
          Begin again
        </Anchor>
      }
    >
      <Checkbox label="Do not ask in this browser for 30 days" checked={isTrusted} onChange={(event) => setIsTrusted(event.currentTarget.checked)} />
    </ProofForm>
  );
}
