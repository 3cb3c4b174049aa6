import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { asProblem, type ApiProblem } from '../../api/client';
import { readDraft, writeDraft } from '../../lib/drafts';
import { SendIcon, StopIcon } from '../../ui/icons';
import { ProblemBlock } from '../../ui/ProblemBlock';
import classes from './Composer.module.css';

export interface ComposerHandle {
  focus: () => void;
  fill: (text: string) => void;
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>;
  /** Where the draft is kept, so that a reload loses no text. */
  draftKey: string;
  onSend: (content: string) => Promise<unknown>;
  /** Present while an answer is being written. */
  onStop?: (() => void) | undefined;
}

// A touch keyboard has no Shift+Enter, so there Enter must be able to start a new line.
const isTouchOnly = () => matchMedia('(hover: none) and (pointer: coarse)').matches;

function meansSend(event: KeyboardEvent): boolean {
  // While an input method is composing, Enter accepts a candidate; Safari reports that only by key code 229.
  if (event.nativeEvent.isComposing || event.keyCode === 229) return false;
  return event.key === 'Enter' && !event.shiftKey && !isTouchOnly();
}

export function Composer({ ref, draftKey, onSend, onStop }: ComposerProps) {
  const [text, setText] = useState(() => readDraft(draftKey));
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);

  const focus = () => {
    if (!isTouchOnly()) input.current?.focus();
  };
  const change = (value: string) => {
    setText(value);
    writeDraft(draftKey, value);
  };
  useImperativeHandle(ref, () => ({
    focus,
    fill: (value) => {
      change(value);
      input.current?.focus();
    },
  }));
  useEffect(focus, []);

  const send = async () => {
    const content = text.trim();
    if (content === '' || isSending || onStop) return;
    setProblem(null);
    setIsSending(true);
    // The stored draft stays until the server has the message.
    setText('');
    try {
      await onSend(content);
      writeDraft(draftKey, input.current?.value ?? '');
    } catch (error) {
      setProblem(asProblem(error));
      change([content, input.current?.value].filter(Boolean).join('\n\n'));
    } finally {
      setIsSending(false);
      focus();
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!meansSend(event)) return;
    event.preventDefault();
    void send();
  };

  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {problem && (
        <div className={classes.problem}>
          <ProblemBlock title={problem.title} detail={`${problem.detail ?? ''} Your message is still here.`.trim()} />
        </div>
      )}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- only for a pointer beside the field */}
      <div className={classes.box} onClick={() => input.current?.focus()}>
        <Textarea
          ref={input}
          aria-label="Message to Clew"
          placeholder="Write to Clew"
          autosize
          minRows={1}
          maxRows={10}
          variant="unstyled"
          size="md"
          className={classes.field ?? ''}
          classNames={{ input: classes.input ?? '' }}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {onStop ? (
          <Tooltip label="Stop" openDelay={400}>
            <ActionIcon type="button" variant="filled" color="gray" radius="xl" size={36} aria-label="Stop the answer" onClick={onStop}>
              <StopIcon size={22} />
            </ActionIcon>
          </Tooltip>
        ) : (
          <Tooltip label="Send" openDelay={400}>
            <ActionIcon type="submit" variant="filled" radius="xl" size={36} aria-label="Send message" disabled={text.trim() === '' || isSending}>
              <SendIcon size={20} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </form>
  );
}
