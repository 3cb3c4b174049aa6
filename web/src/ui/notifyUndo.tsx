import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import classes from './notifyUndo.module.css';

const SHOWN_MS = 8000;

/** Says what was done, and offers for a while to take it back. */
export function notifyUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: SHOWN_MS,
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
}
