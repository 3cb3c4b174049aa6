import { ActionIcon, Button, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { memo } from 'react';
import type { Message } from '../../api/types';
import { CopyButton } from '../../ui/CopyButton';
import { RetryIcon } from '../../ui/icons';
import { Markdown } from '../../ui/Markdown';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { formatMoment } from '../../lib/time';
import classes from './Message.module.css';
import { Thinking } from './Thinking';

interface AnswerViewProps {
  answer: Message;
  /** Absent where a new answer cannot be asked for. */
  onRegenerate?: ((answer: Message) => void) | undefined;
}

function Actions({ answer, onRegenerate }: AnswerViewProps) {
  return (
    <div className={classes.actions}>
      {answer.content && <CopyButton label="Copy answer" text={() => answer.content} />}
      {onRegenerate && answer.status === 'complete' && answer.content && (
        <Tooltip label="Answer again" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label="Answer again" onClick={() => onRegenerate(answer)}>
            <RetryIcon size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <Text size="xs" c="dimmed" className={classes.caption ?? ''}>
        {[answer.model, formatMoment(answer.created_at)].filter(Boolean).join(' · ')}
      </Text>
    </div>
  );
}

/** What there is to say about an answer that is less than one expects, though nothing failed. */
function noteOn({ status, content }: Message): string | null {
  if (status === 'interrupted') return content ? 'Stopped here. What was written is kept.' : 'Stopped before the first word.';
  if (status === 'complete' && content.trim() === '') return 'The model had nothing to say to that. Asking again often helps.';
  return null;
}

/** A finished answer. Memoised: while the newest one streams, the others must not be parsed again. */
export const AnswerView = memo(function AnswerView({ answer, onRegenerate }: AnswerViewProps) {
  const note = noteOn(answer);
  const tryAgain = onRegenerate && (
    <Button size="xs" variant="default" leftSection={<RetryIcon size={14} />} onClick={() => onRegenerate(answer)}>
      Try again
    </Button>
  );
  return (
    <article className={classes.answer} data-message-id={answer.id}>
      <VisuallyHidden component="h2">Clew</VisuallyHidden>
      {answer.thinking && <Thinking text={answer.thinking} isLive={false} />}
      {answer.content && <Markdown text={answer.content} />}
      {answer.status === 'failed' && (
        <div className={classes.problem}>
          <ProblemBlock
            title={answer.error?.title ?? 'This answer could not be finished'}
            detail={answer.error?.detail}
            action={tryAgain}
          />
        </div>
      )}
      {note && (
        <div className={classes.note}>
          <span>{note}</span>
          {tryAgain}
        </div>
      )}
      <Actions answer={answer} onRegenerate={onRegenerate} />
    </article>
  );
});
