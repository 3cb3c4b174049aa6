import { Badge, Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Thread } from '../../api/types';
import { timeUntil } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { ClockIcon } from '../../ui/icons';
import { PageTitle } from '../../ui/PageTitle';
import { RenameField } from './RenameField';
import classes from './ThreadHeading.module.css';
import { ThreadMenu } from './ThreadMenu';
import { threadTitle } from './threadTitle';
import { useThreadActions } from './useThreadActions';

function Retention({ thread, until }: { thread: Thread; until: string }) {
  const { keep } = useThreadActions();
  const now = useNow();
  return (
    <div className={classes.retention}>
      <span className={classes.left}>
        <ClockIcon size={14} />
        <span>
          <span className={classes.wide}>Temporary, </span>deleted in {timeUntil(until, now)}
        </span>
      </span>
      <Button variant="subtle" size="compact-sm" onClick={() => keep(thread)}>
        Keep this chat
      </Button>
    </div>
  );
}

/** The title of the open thread, what is special about it, and what can be done with it. */
export function ThreadHeading({ thread }: { thread: Thread }) {
  const [isRenaming, setIsRenaming] = useState(false);
  const heading = useRef<HTMLDivElement>(null);
  const endRename = (byKeyboard: boolean) => {
    flushSync(() => setIsRenaming(false));
    if (byKeyboard) heading.current?.querySelector('button')?.focus();
  };
  return (
    <div className={classes.heading} ref={heading}>
      {isRenaming ? (
        <RenameField thread={thread} onDone={endRename} />
      ) : (
        <>
          {/* By a double click for a pointer; the menu beside it does the same. */}
          <PageTitle className={classes.title ?? ''} title={threadTitle(thread)} onDoubleClick={() => setIsRenaming(true)}>
            {threadTitle(thread)}
          </PageTitle>
          <ThreadMenu thread={thread} onRename={() => setIsRenaming(true)} />
        </>
      )}
      {thread.is_archived && (
        <Badge variant="light" color="gray" tt="none" fw={500} size="lg">
          Archived
        </Badge>
      )}
      {thread.expires_at && <Retention thread={thread} until={thread.expires_at} />}
    </div>
  );
}
