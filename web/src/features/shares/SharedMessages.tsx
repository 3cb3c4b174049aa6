import { VisuallyHidden } from '@mantine/core';
import type { SharedMessage } from '../../api/types';
import { Markdown } from '../../ui/Markdown';
import classes from './SharedMessages.module.css';

/** A conversation to be read. `asker` is who asked, in the words of whoever reads it. */
export function SharedMessages({ messages, asker }: { messages: SharedMessage[]; asker: string }) {
  return (
    <div className={classes.messages}>
      {messages.map((message, index) =>
        message.role === 'user' ? (
          <article key={index} className={classes.question}>
            <VisuallyHidden component="h2">{asker}</VisuallyHidden>
            {message.content}
          </article>
        ) : (
          <article key={index} className={classes.answer}>
            <VisuallyHidden component="h2">Clew</VisuallyHidden>
            <Markdown text={message.content} />
          </article>
        ),
      )}
    </div>
  );
}
