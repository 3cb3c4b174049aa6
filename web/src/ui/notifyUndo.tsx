import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import classes from './notifyUndo.module.css';

const SHOWN_MS = 8000;

/** Says what was done, and offers for a while to take it back: until what comes back is called, where `isOpen`. */
export function notifyUndo(message: string, undo: () => void, { isOpen = false } = {}): () => void {
  const id = notifications.show({
    autoClose: isOpen ? false : SHOWN_MS,
    withCloseButton: !isOpen,
    message: (
      <span className={classes.line}>
        <span className={classes.words}>{message}</span>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </span>
    ),
  });
  return () => notifications.hide(id);
}
