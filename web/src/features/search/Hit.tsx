import { Badge } from '@mantine/core';
import type { SearchHit, SnippetPart } from '../../api/types';
import { formatDate } from '../../lib/time';
import { ArchiveIcon, PinIcon } from '../../ui/icons';
import { threadTitle } from '../threads/threadTitle';
import classes from './Hit.module.css';

const SPEAKERS: Record<string, string> = { user: 'You', assistant: 'Clew' };

function Snippet({ parts }: { parts: SnippetPart[] }) {
  return parts.map((part, index) => (part.hit ? <mark key={index}>{part.text}</mark> : part.text));
}

/** Where it was found, in two lines: which chat, and the words around it. */
export function Hit({ hit }: { hit: SearchHit }) {
  const isTitle = hit.message_id === null;
  return (
    <span className={classes.hit}>
      <span className={classes.head}>
        <span className={classes.title}>{isTitle ? <Snippet parts={hit.snippet} /> : threadTitle({ title: hit.thread_title })}</span>
        {hit.is_pinned && <PinIcon size={14} />}
        {hit.is_archived && (
          <Badge className={classes.badge ?? ''} variant="light" color="gray" tt="none" fw={500} size="sm" leftSection={<ArchiveIcon size={12} />}>
            Archived
          </Badge>
        )}
        <time className={classes.date} dateTime={hit.created_at}>
          {formatDate(hit.created_at)}
        </time>
      </span>
      {!isTitle && (
        <span className={classes.snippet}>
          {hit.role && SPEAKERS[hit.role] && <span className={classes.speaker}>{SPEAKERS[hit.role]}: </span>}
          <Snippet parts={hit.snippet} />
        </span>
      )}
    </span>
  );
}

/** Where a hit leads: to the message, or to the chat whose title it is. */
export function hitTarget(hit: SearchHit) {
  return {
    to: '/threads/$threadId',
    params: { threadId: hit.thread_id },
    search: hit.message_id ? { message: hit.message_id } : {},
  } as const;
}

export const hitKey = (hit: SearchHit) => hit.message_id ?? hit.thread_id;
