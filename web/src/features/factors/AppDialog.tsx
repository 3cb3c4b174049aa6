import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { problemOf, type ApiProblem } from '../../api/client';
import type { AppSetUp } from '../../api/types';
import { CopyButton } from '../../ui/CopyButton';
import { FormDialog } from '../../ui/form/FormDialog';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { CodesDialog } from './BackupCodesDialogs';
import { useEnableApp, useFirstCodes } from './factors';
import classes from './Factors.module.css';

const inFours = (text: string) => text.match(/.{1,4}/g)?.join(' ') ?? text;

interface AppFormProps {
  setUp: AppSetUp;
  isPending: boolean;
  problem: Pick<ApiProblem, 'title' | 'detail'> | null;
  onCode: (code: string) => void;
  onClose: () => void;
}

function AppForm({ setUp, isPending, problem, onCode, onClose }: AppFormProps) {
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCode(code.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ol className={classes.steps}>
          <li>Open your authenticator app, or install one: Aegis, 2FAS and Google Authenticator are free.</li>
          <li>
            Add an account and scan this image with it.
            <img className={classes.image} src={setUp.image} alt="QR code for your authenticator app" />
          </li>
          <li>
            You cannot scan? <Anchor href={setUp.uri}>Open it in an app on this device</Anchor>, or type this key into the app.
            <div className={classes.secret}>
              <code aria-label="Key">{inFours(setUp.secret)}</code>
              <CopyButton label="Copy the key" text={() => setUp.secret} />
            </div>
          </li>
        </ol>
        <TextInput
          label="Code that the app shows now"
          description="Six digits, new every half minute"
          name="code"
          autoComplete="one-time-code"
          inputMode="numeric"
          maw="16rem"
          maxLength={20}
          required
          withAsterisk={false}
          data-autofocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            Turn on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Sets an authenticator app up; its first code turns it on. Who has no backup codes yet gets them with it. */
export function AppDialog({ setUp, onClose }: { setUp: AppSetUp; onClose: () => void }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const enable = useEnableApp();
  const first = useFirstCodes();
  const turnOn = async (code: string) => {
    const made = await first.makeFirst(await enable.mutateAsync(code));
    if (made) setCodes(made);
    else onClose();
  };
  if (codes) return <CodesDialog codes={codes} onClose={onClose} />;
  return (
    <FormDialog title="Set up an authenticator app" onClose={onClose}>
      <AppForm
        setUp={setUp}
        isPending={enable.isPending || first.isPending}
        problem={problemOf(enable.error)}
        onCode={(code) => void turnOn(code).catch(() => undefined)}
        onClose={onClose}
      />
    </FormDialog>
  );
}
