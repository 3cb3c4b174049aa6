import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { memo } from 'react';
import type { Message } from '../../api/types';
import { CopyButton } from '../../ui/CopyButton';
import { PencilIcon } from '../../ui/icons';
import { EditMessage } from './EditMessage';
import { ForkButton } from './ForkButton';
import classes from './Message.module.css';
import type { ActionsRef } from './messageActions';
import { SiblingNav } from './SiblingNav';

const LONG_CHARACTERS = 1800;
const LONG_LINES = 24;

function isLong(content: string): boolean {
  return content.length > LONG_CHARACTERS || content.split('\n', LONG_LINES + 1).length > LONG_LINES;
}

/** Shown as typed: what looks like Markdown in a question may be meant literally. What was pasted in length is folded. */
function Words({ content, isSending = false }: { content: string; isSending?: boolean }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const foldable = isLong(content);
  return (
    <div className={classes.question} data-sending={isSending || undefined}>
      <div className={classes.words} data-folded={(foldable && !isOpen) || undefined}>
        {content}
      </div>
      {foldable && (
        <Button className={classes.fold ?? ''} variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? 'Show less' : 'Show all'}
        </Button>
      )}
    </div>
  );
}

/** What is on its way to the server. */
export function SendingMessage({ content }: { content: string }) {
  return (
    <article className={classes.asked}>
      <VisuallyHidden component="h2">You</VisuallyHidden>
      <Words content={content} isSending />
    </article>
  );
}

interface UserMessageProps {
  message: Message;
  isEditing: boolean;
  actions: ActionsRef;
}

export const UserMessage = memo(function UserMessage({ message, isEditing, actions }: UserMessageProps) {
  return (
    <article className={classes.asked} data-message-id={message.id}>
      <VisuallyHidden component="h2">You</VisuallyHidden>
      {isEditing ? (
        <EditMessage content={message.content} onSave={(content) => actions.current.saveEdit(message, content)} onCancel={() => actions.current.cancelEdit()} />
      ) : (
        <>
          <Words key={message.id} content={message.content} />
          <div className={classes.actions}>
            <div className={classes.quiet}>
              <CopyButton label="Copy message" text={() => message.content} />
              <Tooltip label="Edit" openDelay={400}>
                <ActionIcon variant="subtle" color="gray" size="md" aria-label="Edit message" onClick={() => actions.current.edit(message)}>
                  <PencilIcon size={16} />
                </ActionIcon>
              </Tooltip>
              <ForkButton onFork={() => actions.current.fork(message)} />
            </div>
            <SiblingNav message={message} onWalk={(siblingId) => actions.current.walk(siblingId)} />
          </div>
        </>
      )}
    </article>
  );
});
