import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Thread } from '../../api/types';
import { daysAfter, timeUntil } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { binQuery, useEraseThread, useRestoreThread } from './queries';
import { ThreadPages } from './ThreadPages';
import classes from './ThreadPages.module.css';
import { threadTitle } from './threadTitle';

const KEPT_DAYS = 30;

/** When it goes by itself: the end of its time in the bin, or before that of a temporary thread. */
function goesAt({ deleted_at, expires_at }: Thread): string {
  const end = daysAfter(deleted_at ?? '', KEPT_DAYS);
  return expires_at && expires_at < end ? expires_at : end;
}

function BinnedThread({ thread, onErase }: { thread: Thread; onErase: () => void }) {
  const restore = useRestoreThread();
  const now = useNow();
  const title = threadTitle(thread);
  return (
    <>
      <div className={classes.words}>
        <span className={classes.title}>{title}</span>
        <p className={classes.note}>Deleted for good in {timeUntil(goesAt(thread), now)}</p>
      </div>
      <div className={classes.actions}>
        <Button size="xs" variant="default" aria-label={`Restore “${title}”`} loading={restore.isPending} onClick={() => restore.mutate(thread)}>
          Restore
        </Button>
        <Button size="xs" variant="subtle" color="var(--clew-danger)" aria-label={`Delete “${title}” for good`} onClick={onErase}>
          Delete for good
        </Button>
      </div>
    </>
  );
}

function EraseDialog({ thread, onClose }: { thread: Thread; onClose: () => void }) {
  const erase = useEraseThread();
  return (
    <ConfirmDialog
      title="Delete this chat for good?"
      action="Delete for good"
      isPending={erase.isPending}
      onConfirm={() => erase.mutate(thread, { onSuccess: onClose })}
      onClose={onClose}
    >
      “{threadTitle(thread)}”, all its messages and its shared links will be gone. This cannot be undone.
    </ConfirmDialog>
  );
}

export function Bin() {
  const [erased, setErased] = useState<Thread | null>(null);
  return (
    <>
      <ThreadPages
        query={binQuery}
        label="Deleted chats"
        lead={`What you delete stays here for ${KEPT_DAYS} days. Until then you can restore it.`}
        empty={{ title: 'The bin is empty', detail: `What you delete stays here for ${KEPT_DAYS} days.` }}
        renderThread={(thread) => <BinnedThread thread={thread} onErase={() => setErased(thread)} />}
      />
      {erased && <EraseDialog thread={erased} onClose={() => setErased(null)} />}
    </>
  );
}
