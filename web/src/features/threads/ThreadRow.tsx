import { Tooltip, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Thread } from '../../api/types';
import { timeUntil } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { ClockIcon } from '../../ui/icons';
import { RenameField } from './RenameField';
import { ThreadMenu } from './ThreadMenu';
import classes from './ThreadRow.module.css';
import { threadTitle } from './threadTitle';

function TimeLeft({ until }: { until: string }) {
  const label = `Temporary, deleted in ${timeUntil(until, useNow())}`;
  return (
    <Tooltip label={label} openDelay={400}>
      <span className={classes.clock}>
        <ClockIcon size={14} />
        <VisuallyHidden>{label}</VisuallyHidden>
      </span>
    </Tooltip>
  );
}

function focusLink(row: Element | null | undefined): void {
  row?.querySelector('a')?.focus();
}

/** A thread in the sidebar. `onOpen` lets the drawer of a phone close itself. */
export function ThreadRow({ thread, onOpen }: { thread: Thread; onOpen: () => void }) {
  const [isRenaming, setIsRenaming] = useState(false);
  const row = useRef<HTMLLIElement>(null);

  const endRename = (byKeyboard: boolean) => {
    flushSync(() => setIsRenaming(false));
    if (byKeyboard) focusLink(row.current);
  };
  // The focus must not go with the row.
  const passFocus = () => focusLink(row.current?.nextElementSibling ?? row.current?.previousElementSibling);

  return (
    <li className={classes.row} ref={row}>
      {isRenaming ? (
        <RenameField thread={thread} onDone={endRename} />
      ) : (
        <>
          <Link to="/threads/$threadId" params={{ threadId: thread.id }} className={classes.link} title={threadTitle(thread)} onClick={onOpen}>
            <span className={classes.title}>{threadTitle(thread)}</span>
            {thread.expires_at && <TimeLeft until={thread.expires_at} />}
          </Link>
          <ThreadMenu thread={thread} className={classes.menu} onRename={() => setIsRenaming(true)} onLeave={passFocus} />
        </>
      )}
    </li>
  );
}
