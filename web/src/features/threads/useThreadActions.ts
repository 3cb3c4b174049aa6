import { useNavigate, useParams } from '@tanstack/react-router';
import type { Thread, ThreadChanges } from '../../api/types';
import { notifyUndo } from '../../ui/notifyUndo';
import { useBinThread, useChangeThread, useRestoreThread } from './queries';
import { threadTitle } from './threadTitle';

/** Awaited rather than called back, since the row whose menu was used may be gone by then. */
function attempt(work: () => Promise<void>): void {
  // The mutation has said what went wrong.
  work().catch(() => undefined);
}

/** What can be done with a thread, wherever it is shown. What takes it out of sight can be undone. */
export function useThreadActions() {
  const { mutate: change, mutateAsync: changed } = useChangeThread();
  const { mutateAsync: binned } = useBinThread();
  const { mutateAsync: restored } = useRestoreThread();
  const { threadId: openId } = useParams({ strict: false });
  const navigate = useNavigate();

  const apply = ({ id }: Thread, changes: ThreadChanges) => change({ id, changes });

  return {
    setPinned: (thread: Thread, isPinned: boolean) => apply(thread, { is_pinned: isPinned }),
    unarchive: (thread: Thread) => apply(thread, { is_archived: false }),
    archive: (thread: Thread) =>
      attempt(async () => {
        await changed({ id: thread.id, changes: { is_archived: true } });
        notifyUndo(`“${threadTitle(thread)}” is in the archive.`, () => apply(thread, { is_archived: false }));
      }),
    /** Makes a temporary thread one that stays. */
    keep: (thread: Thread) => apply(thread, { is_temporary: false }),
    bin: (thread: Thread) =>
      attempt(async () => {
        const wasOpen = thread.id === openId;
        await binned({ thread, close: async () => (wasOpen ? navigate({ to: '/', replace: true }) : undefined) });
        const undo = async () => {
          await restored(thread);
          if (wasOpen) await navigate({ to: '/threads/$threadId', params: { threadId: thread.id } });
        };
        notifyUndo(`“${threadTitle(thread)}” is in the bin.`, () => attempt(undo));
      }),
  };
}
