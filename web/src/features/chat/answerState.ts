import type { AnswerEvent } from '../../api/answerEvents';
import type { AnswerError, Message, MessageStatus } from '../../api/types';

/** What has been received of an answer that is being written. */
export interface AnswerState {
  text: string;
  thinking: string;
  error: AnswerError | null;
  endedAs: MessageStatus | null;
}

export const emptyAnswer: AnswerState = { text: '', thinking: '', error: null, endedAs: null };

export function applyEvents(state: AnswerState, events: AnswerEvent[]): AnswerState {
  const next = { ...state };
  for (const event of events) {
    if (event.type === 'text') next.text += event.text;
    else if (event.type === 'thinking') next.thinking += event.text;
    else if (event.type === 'error') next.error = event.error;
    else next.endedAs = event.status;
  }
  return next;
}

function longer(received: string, stored: string): string {
  return received.length >= stored.length ? received : stored;
}

/**
 * The message with what its stream has brought. The stream starts from the first character, so after a
 * reload the text that came with the page stays until the stream has caught up with it.
 */
export function withAnswer(message: Message, state: AnswerState): Message {
  return {
    ...message,
    content: longer(state.text, message.content),
    thinking: longer(state.thinking, message.thinking ?? '') || null,
    error: state.error ?? message.error,
    status: state.endedAs ?? message.status,
  };
}
