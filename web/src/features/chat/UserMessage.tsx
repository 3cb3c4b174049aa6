import { Button, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { memo } from 'react';
import classes from './Message.module.css';

const LONG_CHARACTERS = 1800;
const LONG_LINES = 24;

function isLong(content: string): boolean {
  return content.length > LONG_CHARACTERS || content.split('\n', LONG_LINES + 1).length > LONG_LINES;
}

interface UserMessageProps {
  id?: string;
  content: string;
}

/** Shown as typed: what looks like Markdown in a question may be meant literally. What was pasted in length is folded. */
export const UserMessage = memo(function UserMessage({ id, content }: UserMessageProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const foldable = isLong(content);
  return (
    <article className={classes.question} data-message-id={id} data-sending={id === undefined || undefined}>
      <VisuallyHidden component="h2">You</VisuallyHidden>
      <div className={classes.words} data-folded={(foldable && !isOpen) || undefined}>
        {content}
      </div>
      {foldable && (
        <Button className={classes.fold ?? ''} variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? 'Show less' : 'Show all'}
        </Button>
      )}
    </article>
  );
});
