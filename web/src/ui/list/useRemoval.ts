import { useQueryClient } from '@tanstack/react-query';
import { defer } from '../../lib/deferred';
import { hideRows, showRows } from '../../lib/hiddenRows';
import { notifyProblem } from '../notify';
import { notifyUndo } from '../notifyUndo';

const UNDO_MS = 8000;

interface Removed {
  all: readonly string[];
  removeMany: (ids: string[], how: { keepalive: boolean }) => Promise<unknown>;
}

/** Deletes rows so that it can be taken back: they go from the list at once, and from the server a little later. */
export function useRemoval({ all, removeMany }: Removed) {
  const queryClient = useQueryClient();
  return (ids: string[], message: string): void => {
    hideRows(ids);
    const removal = defer(UNDO_MS, async ({ isLast }) => {
      close();
      try {
        await removeMany(ids, { keepalive: isLast });
        await queryClient.invalidateQueries({ queryKey: all });
      } catch (error) {
        notifyProblem(error);
      } finally {
        showRows(ids);
      }
    });
    const undo = () => {
      if (removal.cancel()) showRows(ids);
    };
    const close = notifyUndo(message, undo, { isOpen: true });
  };
}
