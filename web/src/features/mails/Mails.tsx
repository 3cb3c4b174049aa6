import { Group, Modal, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Mail } from '../../api/types';
import { useFocusBack } from '../../lib/focus';
import { formatMoment } from '../../lib/time';
import { CopyButton } from '../../ui/CopyButton';
import type { RowLook } from '../../ui/list/columns';
import { ListFailed } from '../../ui/list/ListStates';
import { ResourceList } from '../../ui/list/ResourceList';
import { useListRequest, useOpenedRow } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { linkIn, mailQuery, mails, MAIL_LIST } from './mails';
import classes from './Mails.module.css';

const mailLook = (open: (id: string) => void): RowLook<Mail> => ({
  name: { label: 'Mail', of: ({ subject }) => subject },
  onOpen: ({ id }) => open(id),
  renderNote: ({ recipient }) => `To ${recipient}`,
  columns: [
    { key: 'when', label: 'Written', sort: 'created_at', render: ({ created_at: at }) => formatMoment(at) },
  ],
});

function MailLink({ link }: { link: string }) {
  return (
    <TextInput
      label="Its link"
      description="Give it to nobody but them: it works for whoever has it."
      inputWrapperOrder={['label', 'input', 'description']}
      readOnly
      value={link}
      onFocus={(event) => event.currentTarget.select()}
      rightSection={<CopyButton label="Copy link" text={() => link} />}
    />
  );
}

function MailDialog({ id, onClose }: { id: string; onClose: () => void }) {
  useFocusBack();
  const { data, error, refetch } = useQuery(mailQuery(id));
  const link = data && linkIn(data.body);
  return (
    <Modal opened returnFocus={false} onClose={onClose} title={data?.subject ?? 'Mail'} size="lg" centered>
      <Stack>
        {!data && (error ? <ListFailed error={error} onRetry={() => void refetch()} /> : <Skeleton height={160} aria-label="Loading" aria-busy="true" />)}
        {data && (
          <>
            <Group gap="xs" className={classes.to ?? ''}>
              <span>To {data.recipient}</span>
              <span>{formatMoment(data.created_at)}</span>
            </Group>
            <p className={classes.body}>{data.body}</p>
            {link && <MailLink link={link} />}
          </>
        )}
      </Stack>
    </Modal>
  );
}

/** Mails that nothing has sent, for administrators to read. */
export function Mails() {
  const control = useListRequest(MAIL_LIST);
  const source = useResourcePages(mails, control.parameters);
  const { opened, open, close } = useOpenedRow();
  return (
    <>
      <ResourceList
        label="Mails"
        source={source}
        control={control}
        look={mailLook(open)}
        empty={{ title: 'No mail waits', detail: 'A mail stands here until it is sent. Without a mail server all of them stay for 30 days.' }}
      />
      {opened && <MailDialog id={opened} onClose={close} />}
    </>
  );
}
