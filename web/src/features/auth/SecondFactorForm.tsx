import { Anchor, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem } from '../../api/client';
import type { FactorMethod, PendingSignIn } from '../../api/types';
import { canUsePasskeys, isClosedByPerson } from '../../lib/passkey';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { usePasskey, useSecondFactor, useSendCode } from './queries';

type CodeMethod = Exclude<FactorMethod, 'passkey'>;

const LABELS: Record<CodeMethod, { code: string; detail: string }> = {
  totp: { code: 'Code from your app', detail: 'Six digits, new every half minute.' },
  sms: { code: 'Code from the text message', detail: 'Six digits, good for five minutes.' },
  backup_code: { code: 'Backup code', detail: 'One of the ten that you were shown. Each works once.' },
};
const WAYS: Record<FactorMethod, string> = {
  passkey: 'Use a passkey',
  totp: 'Use a code from your app',
  sms: 'Have a code sent by text message',
  backup_code: 'Use a backup code',
};

interface SecondFactorFormProps {
  pending: PendingSignIn;
  onDone: () => void;
  onBack: () => void;
}

/** The second step of signing in. */
export function SecondFactorForm({ pending, onDone, onBack }: SecondFactorFormProps) {
  const methods = pending.methods.filter((method) => method !== 'passkey' || canUsePasskeys());
  const [method, setMethod] = useState<FactorMethod>(methods[0] ?? 'backup_code');
  const [code, setCode] = useState('');
  const [isTrusted, setIsTrusted] = useState(false);
  const prove = useSecondFactor();
  const passkey = usePasskey();
  const send = useSendCode();
  const failure = [prove.error, passkey.error, send.error].find((error) => error && !isClosedByPerson(error));
  const problem = failure && asProblem(failure);

  const choose = (next: FactorMethod) => {
    for (const one of [prove, passkey, send]) one.reset();
    setCode('');
    setMethod(next);
    if (next === 'sms') send.mutate(pending.token);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (method === 'passkey') passkey.mutate({ token: pending.token, trust_device: isTrusted }, { onSuccess: onDone });
    else prove.mutate({ token: pending.token, method, code: code.trim(), trust_device: isTrusted }, { onSuccess: onDone });
  };

  return (
    <form onSubmit={submit}>
      <Stack>
        {method === 'passkey' ? (
          <Text lh={1.6}>Your browser asks for the passkey that you saved.</Text>
        ) : (
          <TextInput
            key={method}
            label={LABELS[method].code}
            description={LABELS[method].detail}
            name="code"
            autoComplete="one-time-code"
            inputMode={method === 'backup_code' ? 'text' : 'numeric'}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            withAsterisk={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Checkbox label="Do not ask in this browser for 30 days" checked={isTrusted} onChange={(event) => setIsTrusted(event.currentTarget.checked)} />
        {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
        <Button type="submit" size="md" loading={prove.isPending || passkey.isPending}>
          {method === 'passkey' ? 'Use a passkey' : 'Continue'}
        </Button>
        <Group gap="md">
          {methods
            .filter((other) => other !== method || other === 'sms')
            .map((other) => (
              <Anchor key={other} component="button" type="button" size="sm" onClick={() => choose(other)}>
                {other === method ? 'Send another code' : WAYS[other]}
              </Anchor>
            ))}
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            Begin again
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}
