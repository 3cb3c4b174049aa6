import { useEffect, useState } from 'react';
import { followAnswer, type AnswerEvent } from '../../api/answerEvents';
import { asProblem, type ApiProblem } from '../../api/client';
import { applyEvents, emptyAnswer, type AnswerState } from './answerState';

// Animation frames stop in a hidden tab, where the end of an answer must be noticed all the same.
const HIDDEN_TAB_INTERVAL_MS = 500;

/** Calls `flush` at most once per frame, however often it is asked. */
function createFrameBatch(flush: () => void) {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    timer = undefined;
  };
  const run = () => {
    cancel();
    flush();
  };
  const request = () => {
    if (frame !== 0) return;
    frame = requestAnimationFrame(run);
    timer = setTimeout(run, HIDDEN_TAB_INTERVAL_MS);
  };
  return { request, cancel };
}

interface AnswerStream {
  state: AnswerState;
  isReconnecting: boolean;
  /** The server refuses to show this answer; nothing more will come. */
  refusal: ApiProblem | null;
}

const started: AnswerStream = { state: emptyAnswer, isReconnecting: false, refusal: null };

export function useAnswerStream(messageId: string): AnswerStream {
  const [stream, setStream] = useState(started);

  useEffect(() => {
    const abort = new AbortController();
    let queue: AnswerEvent[] = [];
    const batch = createFrameBatch(() => {
      const events = queue;
      queue = [];
      setStream((current) => ({ ...current, state: applyEvents(current.state, events) }));
    });
    followAnswer(messageId, {
      signal: abort.signal,
      onEvent: (event) => {
        queue.push(event);
        batch.request();
      },
      onConnectionChange: (isConnected) => {
        setStream((current) => ({ ...current, isReconnecting: !isConnected }));
      },
    }).catch((error: unknown) => {
      if (!abort.signal.aborted) setStream((current) => ({ ...current, refusal: asProblem(error) }));
    });
    return () => {
      abort.abort();
      batch.cancel();
      setStream(started);
    };
  }, [messageId]);

  return stream;
}
