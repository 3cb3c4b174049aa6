import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Thread } from '../../api/types';
import { formatDate } from '../../lib/time';
import { archiveQuery } from './queries';
import { ThreadPages } from './ThreadPages';
import classes from './ThreadPages.module.css';
import { threadTitle } from './threadTitle';
import { useThreadActions } from './useThreadActions';

function ArchivedThread({ thread }: { thread: Thread }) {
  const { unarchive, bin } = useThreadActions();
  const title = threadTitle(thread);
  return (
    <>
      <div className={classes.words}>
        <Link to="/threads/$threadId" params={{ threadId: thread.id }} className={classes.title}>
          {title}
        </Link>
        <p className={classes.note}>Last used {formatDate(thread.updated_at)}</p>
      </div>
      <div className={classes.actions}>
        <Button size="xs" variant="default" aria-label={`Take “${title}” out of the archive`} onClick={() => unarchive(thread)}>
          Take out
        </Button>
        <Button size="xs" variant="subtle" color="var(--clew-danger)" aria-label={`Delete “${title}”`} onClick={() => bin(thread)}>
          Delete
        </Button>
      </div>
    </>
  );
}

export function Archive() {
  return (
    <ThreadPages
      query={archiveQuery}
      label="Archived chats"
      lead="Out of the list, but not out of reach: search finds them too, and you can go on with any of them."
      empty={{ title: 'The archive is empty', detail: 'Archive a chat to keep it without seeing it every day.' }}
      renderThread={(thread) => <ArchivedThread thread={thread} />}
    />
  );
}
