import { Button, VisuallyHidden } from '@mantine/core';
import { memo, useState } from 'react';
import type { Message } from '../../api/types';
import { CopyButton } from '../../ui/CopyButton';
import { RetryIcon } from '../../ui/icons';
import { Markdown } from '../../ui/Markdown';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { AnswerDetails } from './AnswerDetails';
import { ForkButton } from './ForkButton';
import classes from './Message.module.css';
import type { ActionsRef } from './messageActions';
import { OwnWords } from './OwnWords';
import { RegenerateMenu } from './RegenerateMenu';
import { SiblingNav } from './SiblingNav';
import { Thinking } from './Thinking';

interface AnswerViewProps {
  answer: Message;
  actions: ActionsRef;
}

/** What there is to say about an answer that is less than one expects, though nothing failed. */
function noteOn({ status, content }: Message): string | null {
  if (status === 'interrupted') return content ? 'Stopped here. What was written is kept.' : 'Stopped before the first word.';
  if (status === 'complete' && content.trim() === '') return 'The model had nothing to say to that. Asking again often helps.';
  return null;
}

function AnswerBody({ answer, actions }: AnswerViewProps) {
  const note = noteOn(answer);
  const tryAgain = (
    <Button size="xs" variant="default" leftSection={<RetryIcon size={14} />} onClick={() => actions.current.regenerate(answer)}>
      Try again
    </Button>
  );
  return (
    <>
      {answer.thinking && <Thinking text={answer.thinking} isLive={false} />}
      {answer.content && <Markdown text={answer.content} wasWatched={actions.current.wasWatched(answer)} />}
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
    </>
  );
}

/** A finished answer. Memoised: while the newest one streams, the others must not be parsed again. */
export const AnswerView = memo(function AnswerView({ answer, actions }: AnswerViewProps) {
  const [isWording, setIsWording] = useState(false);
  return (
    <article className={classes.answer} data-message-id={answer.id}>
      <VisuallyHidden component="h2">Clew</VisuallyHidden>
      <AnswerBody key={answer.id} answer={answer} actions={actions} />
      <div className={classes.actions}>
        <SiblingNav message={answer} onWalk={(siblingId) => actions.current.walk(siblingId)} />
        {answer.content && <CopyButton label="Copy answer" text={() => answer.content} />}
        <RegenerateMenu answered={answer.model} onRegenerate={(how) => actions.current.regenerate(answer, how)} onOwnWords={() => setIsWording(true)} />
        <ForkButton onFork={() => actions.current.fork(answer)} />
        <div className={classes.quiet}>
          <AnswerDetails answer={answer} />
        </div>
      </div>
      {isWording && (
        <OwnWords onSubmit={(instruction) => actions.current.regenerate(answer, { instruction })} onCancel={() => setIsWording(false)} />
      )}
    </article>
  );
});
