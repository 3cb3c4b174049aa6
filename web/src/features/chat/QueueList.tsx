import { ActionIcon, Button, Group, Textarea, Tooltip } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { QueuedMessage } from '../../api/types';
import { CloseIcon, MoveDownIcon, MoveUpIcon, PencilIcon, SendIcon } from '../../ui/icons';
import { notifyProblem } from '../../ui/notify';
import { moved, useEditQueued, useOrderQueue, useRemoveQueued, useSendQueuedNow } from './queue';
import classes from './QueueList.module.css';

interface ActionProps {
  label: string;
  onClick: (button: HTMLButtonElement) => void;
  isDisabled?: boolean;
  isLoading?: boolean;
  children: ReactNode;
}

function Action({ label, onClick, isDisabled = false, isLoading = false, children }: ActionProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon
        className={classes.action ?? ''}
        variant="subtle"
        color="gray"
        aria-label={label}
        // Not `disabled`, which would take the focus from somebody who moves a message to an end.
        aria-disabled={isDisabled}
        {...(isDisabled && { 'data-disabled': true })}
        loading={isLoading}
        onClick={(event) => !isDisabled && onClick(event.currentTarget)}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function EditForm({ item, onSave, onCancel }: { item: QueuedMessage; onSave: (content: string) => void; onCancel: () => void }) {
  const [content, setContent] = useState(item.content);
  const save = () => {
    if (content.trim() !== '') onSave(content.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    } else if (event.key === 'Escape') onCancel();
  };
  return (
    <div className={classes.edit}>
      <Textarea
        aria-label="Edit the queued message"
        autoFocus
        autosize
        minRows={1}
        maxRows={8}
        value={content}
        onChange={(event) => setContent(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.setSelectionRange(content.length, content.length)}
        onKeyDown={onKeyDown}
      />
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="xs" disabled={content.trim() === ''} onClick={save}>
          Save
        </Button>
      </Group>
    </div>
  );
}

interface QueueListProps {
  threadId: string;
  items: QueuedMessage[];
  isPaused: boolean;
  isAnswering: boolean;
  editedId: string | null;
  onEdit: (id: string | null) => void;
  /** The focus goes back to where messages are written. */
  onDone: () => void;
}

/** What is said next, above the composer. */
export function QueueList({ threadId, items, isPaused, isAnswering, editedId, onEdit, onDone }: QueueListProps) {
  const edit = useEditQueued(threadId);
  const remove = useRemoveQueued(threadId);
  const order = useOrderQueue(threadId);
  const sendNow = useSendQueuedNow(threadId);
  const movedBy = useRef<HTMLButtonElement | null>(null);
  useEffect(() => {
    // The browser takes the focus from an element that is moved within the page.
    if (items.length > 1) movedBy.current?.focus();
    movedBy.current = null;
  }, [items]);

  const first = items[0];
  if (!first) return null;
  const close = () => {
    onEdit(null);
    onDone();
  };
  const move = (index: number, by: number) => (button: HTMLButtonElement) => {
    movedBy.current = button;
    order.mutate(moved(items, index, index + by), { onError: notifyProblem });
  };
  const send = (id: string) => {
    sendNow.mutate(id, { onError: notifyProblem });
    onDone();
  };
  return (
    <section className={classes.queue} aria-label="Next up">
      <header className={classes.head}>
        <span>{isPaused ? 'Waiting, since the answer ended early' : 'Next up'}</span>
        {isPaused && !isAnswering && (
          <Button size="compact-sm" variant="light" flex="none" loading={sendNow.isPending} onClick={() => send(first.id)}>
            Continue
          </Button>
        )}
      </header>
      <ol className={classes.items}>
        {items.map((item, index) => (
          <li key={item.id} className={classes.item}>
            {item.id === editedId ? (
              <EditForm
                item={item}
                onCancel={close}
                onSave={(content) => edit.mutate({ id: item.id, content }, { onSuccess: close, onError: notifyProblem })}
              />
            ) : (
              <>
                <span className={classes.text}>{item.content.slice(0, 300)}</span>
                <span className={classes.actions}>
                  <Action label={isAnswering ? 'Send now (ends the answer)' : 'Send now'} isLoading={sendNow.isPending && sendNow.variables === item.id} onClick={() => send(item.id)}>
                    <SendIcon size={16} />
                  </Action>
                  {items.length > 1 && (
                    <>
                      <Action label="Move up" isDisabled={index === 0} onClick={move(index, -1)}>
                        <MoveUpIcon size={16} />
                      </Action>
                      <Action label="Move down" isDisabled={index === items.length - 1} onClick={move(index, 1)}>
                        <MoveDownIcon size={16} />
                      </Action>
                    </>
                  )}
                  <Action label="Edit" onClick={() => onEdit(item.id)}>
                    <PencilIcon size={16} />
                  </Action>
                  <Action
                    label="Remove from the queue"
                    onClick={() => {
                      remove.mutate(item.id, { onError: notifyProblem });
                      onDone();
                    }}
                  >
                    <CloseIcon size={16} />
                  </Action>
                </span>
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
