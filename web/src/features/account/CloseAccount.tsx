import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { problemOf } from '../../api/client';
import { FormDialog } from '../../ui/form/FormDialog';
import { useTextFields } from '../../ui/form/useTextFields';
import { ProblemBlock } from '../../ui/ProblemBlock';
import classes from './Account.module.css';
import { useCloseAccount } from './account';

function CloseForm({ username, onCancel }: { username: string; onCancel: () => void }) {
  const close = useCloseAccount();
  const { form, values, bind, rest } = useTextFields({ username: '', password: '' }, problemOf(close.error));
  const isNamed = values.username.trim().toLowerCase() === username.toLowerCase();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNamed) close.mutate(values.password);
  };
  return (
    <form ref={form} onSubmit={submit}>
      <Stack>
        <div>
          <Text fw={600}>Erased at once, and for good</Text>
          <ul className={classes.list}>
            <li>your chats, also those in the archive and the bin, and the links under which you shared them</li>
            <li>your memories, todos, projects and settings</li>
            <li>your name and address, and everything that signs you in</li>
          </ul>
        </div>
        <div>
          <Text fw={600}>What stays</Text>
          <Text lh={1.6}>In the logs of this server, that something was done: without your name, address or device.</Text>
        </div>
        <Text lh={1.6}>To keep a chat, export it first, from its menu.</Text>
        <TextInput label={`Type your user name, ${username}, to go on`} autoComplete="off" autoCapitalize="none" spellCheck={false} data-autofocus {...bind('username')} />
        <PasswordInput label="Your password" autoComplete="current-password" {...bind('password')} />
        {rest && <ProblemBlock title={rest.title} detail={rest.detail} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Keep my account
          </Button>
          <Button type="submit" color="red" disabled={!isNamed} loading={close.isPending}>
            Close my account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The end of an account: what goes, what stays, and a last question. */
export function CloseAccount({ username }: { username: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const leave = () => setIsOpen(false);
  return (
    <>
      <Button variant="outline" color="red" w="fit-content" onClick={() => setIsOpen(true)}>
        Close account…
      </Button>
      {isOpen && (
        <FormDialog title="Close your account?" onClose={leave}>
          <CloseForm username={username} onCancel={leave} />
        </FormDialog>
      )}
    </>
  );
}
