import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { problemOf } from '../../api/client';
import { FormDialog } from '../../ui/form/FormDialog';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { useAddNumber, useAskNumber } from './phones';

/** Adds a phone number: a code goes there, and comes back. */
export function PhoneDialog({ onClose }: { onClose: () => void }) {
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const [token, setToken] = useState<string | null>(null);
  const ask = useAskNumber();
  const add = useAddNumber();
  const problem = problemOf(add.error ?? ask.error);
  const wrongNumber = problem?.fieldErrors.find(({ field }) => field === 'phone_number')?.message;

  const send = () => {
    add.reset();
    setCode('');
    ask.mutate(number.trim(), { onSuccess: (asked) => setToken(asked.token) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token) add.mutate({ token, code: code.trim() }, { onSuccess: onClose });
    else send();
  };
  return (
    <FormDialog title="Add a phone number" onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          {token ? (
            <>
              <Text lh={1.6}>
                A code is on its way to {number}.{' '}
                <Anchor component="button" type="button" onClick={send}>
                  Send another one
                </Anchor>
              </Text>
              <TextInput
                key="code"
                label="Code from the text message"
                description="Six digits, good for five minutes"
                name="code"
                autoComplete="one-time-code"
                inputMode="numeric"
                maxLength={20}
                autoFocus
                required
                withAsterisk={false}
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
            </>
          ) : (
            <TextInput
              key="number"
              label="Phone number"
              description="With its country, as +44 1632 960961"
              name="phone_number"
              type="tel"
              autoComplete="tel"
              maxLength={40}
              data-autofocus
              required
              withAsterisk={false}
              error={wrongNumber}
              value={number}
              onChange={(event) => setNumber(event.currentTarget.value)}
            />
          )}
          {problem && !wrongNumber && <ProblemBlock title={problem.title} detail={problem.detail} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={ask.isPending || add.isPending}>
              {token ? 'Add number' : 'Send a code'}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
