import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { problemOf } from '../../api/client';
import type { NewApiToken } from '../../api/types';
import { FormDialog } from '../../ui/form/FormDialog';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { useIsAdministrator } from '../auth/queries';
import { ScopeChooser } from './ScopeChooser';
import { scopesOf, type Choice, type Reach } from './scopes';
import { endOf, LIFETIMES, useMakeToken } from './tokens';
import { TokenDialog } from './TokenDialog';

const FIELDS = ['name', 'expires_at', 'scopes'];

/** Describes a new token; once it is made it is shown, this once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [lifetime, setLifetime] = useState('90');
  const [day, setDay] = useState('');
  const [reach, setReach] = useState<Reach>('chosen');
  const [choice, setChoice] = useState<Choice>({});
  const [isEmpty, setIsEmpty] = useState(false);
  const [made, setMade] = useState<NewApiToken | null>(null);
  const make = useMakeToken();
  const isAdministrator = useIsAdministrator();
  const problem = problemOf(make.error);
  const errorAt = (field: string) => problem?.fieldErrors.find((error) => error.field.startsWith(field))?.message;
  const isPlaced = FIELDS.some((field) => errorAt(field) !== undefined);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const scopes = scopesOf(reach, choice);
    setIsEmpty(scopes?.length === 0);
    if (scopes?.length === 0) return;
    make.mutate({ name: name.trim(), expires_at: endOf(lifetime, day), ...(scopes && { scopes }) }, { onSuccess: setMade });
  };
  const choose = (next: { reach?: Reach; choice?: Choice }) => {
    setIsEmpty(false);
    if (next.reach) setReach(next.reach);
    if (next.choice) setChoice(next.choice);
  };

  if (made) return <TokenDialog token={made} onClose={onClose} />;
  return (
    <FormDialog title="Make an API token" onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="What will use it"
            placeholder="Backup script"
            name="name"
            autoComplete="off"
            maxLength={100}
            data-autofocus
            required
            withAsterisk={false}
            error={errorAt('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect label="It works for" data={LIFETIMES} value={lifetime} error={lifetime !== 'day' && errorAt('expires_at')} onChange={(event) => setLifetime(event.currentTarget.value)} />
          {lifetime === 'day' && (
            <TextInput
              label="Its last day"
              description="Within a year"
              type="date"
              required
              withAsterisk={false}
              error={errorAt('expires_at')}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          )}
          <ScopeChooser
            reach={reach}
            choice={choice}
            error={isEmpty ? 'Choose at least one thing that it may do.' : errorAt('scopes')}
            hasAdministration={isAdministrator}
            onReach={(next) => choose({ reach: next })}
            onChoice={(next) => choose({ choice: next })}
          />
          {problem && !isPlaced && <ProblemBlock title={problem.title} detail={problem.detail} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending}>
              Make token
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
