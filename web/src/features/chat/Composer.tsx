import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { useEffect, useImperativeHandle, useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { asProblem, type ApiProblem } from '../../api/client';
import { QueueIcon, SendIcon, StopIcon } from '../../ui/icons';
import { ProblemBlock } from '../../ui/ProblemBlock';
import classes from './Composer.module.css';
import { useDraft } from './draft';
import { joined, lengthNote, LONG_PASTE, type Pasted } from './paste';
import { PastedBlocks } from './PastedBlocks';

export interface ComposerHandle {
  focus: () => void;
  fill: (text: string) => void;
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>;
  /** Whose draft it is; null before the thread exists. */
  threadId: string | null;
  onSend: (content: string) => Promise<unknown>;
  /** Present while an answer is being written. */
  onStop?: (() => void) | undefined;
  /** Whether what is sent waits for its turn. */
  isQueueing?: boolean;
  /** The arrow key in an empty field; whether it did something. */
  onArrowUp?: () => boolean;
  /** What stands below the field. */
  tools?: ReactNode;
}

// A touch keyboard has no Shift+Enter, so there Enter must be able to start a new line.
const isTouchOnly = () => matchMedia('(hover: none) and (pointer: coarse)').matches;

// While an input method is composing, Enter accepts a candidate; Safari reports that only by key code 229.
const isComposing = (event: KeyboardEvent) => event.nativeEvent.isComposing || event.keyCode === 229;

interface Written {
  text: string;
  pasted: Pasted[];
}

const nothing: Written = { text: '', pasted: [] };
const draftOf = ({ text, pasted }: Written) => (pasted.length > 0 ? joined(text, pasted) : text);

export function Composer({ ref, threadId, onSend, onStop, isQueueing = false, onArrowUp, tools }: ComposerProps) {
  const draft = useDraft({ threadId, onReplace: (text) => setWritten({ text, pasted: [] }) });
  const [written, setWritten] = useState<Written>({ text: draft.first, pasted: [] });
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(written);
  useEffect(() => {
    latest.current = written;
  }, [written]);

  const focus = () => {
    if (!isTouchOnly()) input.current?.focus();
  };
  const change = (next: Written) => {
    setWritten(next);
    draft.onType(draftOf(next));
  };
  useImperativeHandle(ref, () => ({
    focus,
    fill: (text) => {
      change({ ...written, text });
      input.current?.focus();
    },
  }));
  useEffect(focus, []);

  const content = joined(written.text, written.pasted);
  const note = lengthNote(content.length);
  const isSendable = content !== '' && !isSending && !note?.isTooLong;

  const send = async () => {
    if (!isSendable) return;
    setProblem(null);
    setIsSending(true);
    // The stored draft stays until the server has the message.
    setWritten(nothing);
    try {
      await onSend(content);
      draft.onSent(draftOf(latest.current));
    } catch (error) {
      setProblem(asProblem(error));
      const { text, pasted } = latest.current;
      change({ text: [written.text, text].filter(Boolean).join('\n\n'), pasted: [...written.pasted, ...pasted] });
    } finally {
      setIsSending(false);
      focus();
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !isTouchOnly()) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape' && onStop) {
      onStop();
    } else if (event.key === 'ArrowUp' && written.text === '' && onArrowUp?.()) {
      event.preventDefault();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain').replaceAll('\r\n', '\n');
    if (text.length <= LONG_PASTE) return;
    event.preventDefault();
    const id = Math.max(0, ...written.pasted.map((block) => block.id)) + 1;
    change({ ...written, pasted: [...written.pasted, { id, text }] });
  };

  const sendLabel = isQueueing ? 'Queue message' : 'Send message';
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
      <div className={classes.box} onClick={(event) => event.target === event.currentTarget && input.current?.focus()}>
        <PastedBlocks
          blocks={written.pasted}
          onChange={(pasted) => {
            change({ ...written, pasted });
            if (pasted.length < written.pasted.length) focus();
          }}
        />
        <div className={classes.line}>
          <Textarea
            ref={input}
            aria-label="Message to Clew"
            placeholder={isQueueing ? 'Write what comes next' : 'Write to Clew'}
            autosize
            minRows={1}
            maxRows={10}
            variant="unstyled"
            size="md"
            className={classes.field ?? ''}
            classNames={{ input: classes.input ?? '' }}
            value={written.text}
            onChange={(event) => change({ ...written, text: event.currentTarget.value })}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={draft.onBlur}
          />
          {onStop && (
            <Tooltip label="Stop (Esc)" openDelay={400}>
              <ActionIcon className={classes.button ?? ''} type="button" variant="filled" color="gray" radius="xl" size={36} aria-label="Stop the answer" onClick={onStop}>
                <StopIcon size={22} />
              </ActionIcon>
            </Tooltip>
          )}
          {(!onStop || content !== '') && (
            <Tooltip label={isQueueing ? 'Send when this answer is complete' : 'Send'} openDelay={400}>
              <ActionIcon className={classes.button ?? ''} type="submit" variant="filled" radius="xl" size={36} aria-label={sendLabel} disabled={!isSendable}>
                {isQueueing ? <QueueIcon size={18} /> : <SendIcon size={20} />}
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </div>
      {note && (
        <p className={classes.note} data-too-long={note.isTooLong || undefined} role="status">
          {note.text}
        </p>
      )}
      {tools}
    </form>
  );
}
