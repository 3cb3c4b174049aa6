import { VisuallyHidden } from '@mantine/core';
import { memo } from 'react';
import classes from './Message.module.css';

interface UserMessageProps {
  id?: string;
  content: string;
}

/** Shown as typed: what looks like Markdown in a question may be meant literally. */
export const UserMessage = memo(function UserMessage({ id, content }: UserMessageProps) {
  return (
    <article className={classes.question} data-message-id={id} data-sending={id === undefined || undefined}>
      <VisuallyHidden component="h2">You</VisuallyHidden>
      {content}
    </article>
  );
});
