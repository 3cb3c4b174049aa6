import { Button, Modal, NativeSelect, Skeleton, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '../../api/client';
import type { NewShare, Thread } from '../../api/types';
import { CopyButton } from '../../ui/CopyButton';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { threadTitle } from '../threads/threadTitle';
import { previewQuery, useCreateShare } from './queries';
import classes from './ShareDialog.module.css';
import { ShareList } from './ShareList';
import { SharedMessages } from './SharedMessages';

const EXPIRIES = [
  { value: '1', label: 'For 1 day' },
  { value: '7', label: 'For 7 days' },
  { value: '30', label: 'For 30 days' },
  { value: '', label: 'Until I close it' },
];

function Preview({ thread }: { thread: Thread }) {
  const preview = useQuery(previewQuery(thread.id));
  if (preview.isPending) return <Skeleton height={120} />;
  if (preview.isLoadingError) return <ProblemBlock title={asProblem(preview.error).title} detail={asProblem(preview.error).detail} />;
  return (
    <div className={classes.preview} role="region" aria-label="What others will see" tabIndex={0}>
      <p className={classes.previewTitle}>{threadTitle(thread)}</p>
      {preview.data.isCut && <p className={classes.cut}>The link shows all of it; here are the latest messages.</p>}
      <SharedMessages messages={preview.data.messages} asker="You" />
    </div>
  );
}

function NewLink({ share }: { share: NewShare }) {
  const link = window.location.origin + share.url;
  return (
    <div className={classes.made} role="status">
      <TextInput
        label="Your link"
        description="Copy it now: it is shown only this once."
        inputWrapperOrder={['label', 'input', 'description']}
        readOnly
        autoFocus
        value={link}
        onFocus={(event) => event.currentTarget.select()}
        rightSection={<CopyButton label="Copy link" text={() => link} />}
      />
    </div>
  );
}

/** Makes a link to this chat as it stands now, and closes those that were made. */
export function ShareDialog({ thread, onClose }: { thread: Thread; onClose: () => void }) {
  const [days, setDays] = useState('7');
  const create = useCreateShare(thread.id);
  const isEmpty = thread.head_message_id === null;
  return (
    <Modal opened onClose={onClose} title="Share this chat" size="lg" centered returnFocus={false}>
      <div className={classes.dialog}>
        {isEmpty ? (
          <Text c="dimmed">There is nothing to share yet. Say something first.</Text>
        ) : (
          <>
            <Text size="sm" c="dimmed" lh={1.6}>
              Whoever has the link can read this, without an account: the title and the messages below as they stand now. What is said later, other
              versions of a message and the model’s thinking stay with you.
            </Text>
            <Preview thread={thread} />
            {create.isError && <ProblemBlock title={asProblem(create.error).title} detail={asProblem(create.error).detail} />}
            {create.data ? (
              <NewLink share={create.data} />
            ) : (
              <div className={classes.make}>
                <NativeSelect label="The link works" data={EXPIRIES} value={days} onChange={(event) => setDays(event.currentTarget.value)} />
                <Button data-autofocus loading={create.isPending} onClick={() => create.mutate({ expires_in_days: days === '' ? null : Number(days) })}>
                  Create link
                </Button>
              </div>
            )}
            {thread.is_temporary && (
              <Text size="sm" c="dimmed">
                This chat is temporary: the link goes with it.
              </Text>
            )}
          </>
        )}
        <ShareList threadId={thread.id} />
      </div>
    </Modal>
  );
}
