import { useRef, useState, type KeyboardEvent } from 'react';
import type { Thread } from '../../api/types';
import { useChangeThread } from './queries';
import classes from './RenameField.module.css';

interface RenameFieldProps {
  thread: Thread;
  /** Told whether the keyboard ended it, so that the focus has to go somewhere. */
  onDone: (byKeyboard: boolean) => void;
}

/** The title as a field in its own place. Enter and leaving keep what was typed, Escape does not. */
export function RenameField({ thread, onDone }: RenameFieldProps) {
  const [title, setTitle] = useState(thread.title);
  const { mutate: change } = useChangeThread();
  // Taking the field away makes it lose the focus, which is no second ending.
  const isDone = useRef(false);

  const finish = (isKept: boolean, byKeyboard: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    const wanted = title.trim();
    if (isKept && wanted !== '' && wanted !== thread.title) change({ id: thread.id, changes: { title: wanted } });
    onDone(byKeyboard);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    finish(event.key === 'Enter', true);
  };
  return (
    <input
      className={classes.field}
      aria-label="Chat title"
      autoFocus
      maxLength={255}
      value={title}
      onChange={(event) => setTitle(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => finish(true, false)}
      onKeyDown={onKeyDown}
    />
  );
}
