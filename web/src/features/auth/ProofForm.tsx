import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { problemOf } from '../../api/client';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { useProof, type Prover, type Way } from './proof';

const LABELS = {
  password: { label: 'Your password', description: undefined },
  totp: { label: 'Code from your app', description: 'Six digits, new every half minute.' },
  sms: { label: 'Code from the text message', description: 'Six digits, good for five minutes.' },
  backup_code: { label: 'Backup code', description: 'One of the ten that you were shown. Each works once.' },
};
const WAYS: Record<Way, string> = {
  password: 'Use your password',
  passkey: 'Use a passkey',
  totp: 'Use a code from your app',
  sms: 'Have a code sent by text message',
  backup_code: 'Use a backup code',
};

interface ProofFormProps extends Prover {
  /** How they can prove it, what is offered first first. */
  ways: readonly [Way, ...Way[]];
  onDone: () => void;
  /** Gives the form a button for it, as a dialog has one. */
  onCancel?: () => void;
  /** Over the buttons. */
  children?: ReactNode;
  /** Beside the other ways. */
  aside?: ReactNode;
}

/** Has somebody prove that it is them. */
export function ProofForm({ ways, ask, answer, onDone, onCancel, children, aside }: ProofFormProps) {
  const [way, setWay] = useState<Way>(ways[0]);
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const { send, prove } = useProof({ ask, answer });
  const problem = problemOf(prove.error) ?? problemOf(send.error);
  // A message costs something, so that nobody gets one who has not asked for it.
  const isUnsent = way === 'sms' && !send.isSuccess;
  const sendCode = () => {
    prove.reset();
    send.mutate();
  };
  const choose = (next: Way) => {
    prove.reset();
    setTyped('');
    setWay(next);
    if (next === 'sms') sendCode();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // It may stand in a dialog over another form.
    event.stopPropagation();
    if (isUnsent) sendCode();
    else prove.mutate({ method: way, typed }, { onSuccess: onDone, onError: () => input.current?.select() });
  };

  const field = { ref: input, autoFocus: true, 'data-autofocus': true, required: true, withAsterisk: false, value: typed, onChange: (event: { currentTarget: { value: string } }) => setTyped(event.currentTarget.value) };
  const others = ways.filter((other) => other !== way);
  const action = way === 'passkey' ? WAYS.passkey : isUnsent ? 'Send the code' : 'Continue';
  const go = (
    <Button type="submit" size={onCancel ? 'sm' : 'md'} loading={prove.isPending || (isUnsent && send.isPending)}>
      {action}
    </Button>
  );

  return (
    <form onSubmit={submit}>
      <Stack>
        {way === 'passkey' && <Text lh={1.6}>Your browser asks for the passkey that you saved.</Text>}
        {isUnsent && <Text lh={1.6}>Clew sends a code to your phone.</Text>}
        {way === 'password' && <PasswordInput {...LABELS.password} {...field} name="password" autoComplete="current-password" />}
        {way !== 'passkey' && way !== 'password' && !isUnsent && (
          <TextInput
            key={way}
            {...LABELS[way]}
            {...field}
            name="code"
            autoComplete="one-time-code"
            inputMode={way === 'backup_code' ? 'text' : 'numeric'}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        {children}
        {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
        {onCancel ? (
          <Group justify="flex-end">
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
            {go}
          </Group>
        ) : (
          go
        )}
        {(others.length > 0 || way === 'sms' || aside) && (
          <Group gap="md">
            {way === 'sms' && !isUnsent && (
              <Anchor component="button" type="button" size="sm" onClick={sendCode}>
                Send another code
              </Anchor>
            )}
            {others.map((other) => (
              <Anchor key={other} component="button" type="button" size="sm" onClick={() => choose(other)}>
                {WAYS[other]}
              </Anchor>
            ))}
            {aside}
          </Group>
        )}
      </Stack>
    </form>
  );
}
