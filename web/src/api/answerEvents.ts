import { backoffDelay, waitToRetry } from '../lib/backoff';
import type { ServerSentEvent } from '../lib/sse';
import { ApiProblem } from './client';
import { openEventStream } from './eventStream';
import { answerOnItsWay } from './turns';
import type { AnswerError, MessageStatus } from './types';

export type AnswerEvent =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string }
  | { type: 'error'; error: AnswerError }
  | { type: 'end'; status: MessageStatus };

/** Null for events that a newer server may send and this client does not know. */
export function readAnswerEvent(event: ServerSentEvent): AnswerEvent | null {
  switch (event.type) {
    case 'text':
    case 'thinking':
      return { type: event.type, text: (JSON.parse(event.data) as { text: string }).text };
    case 'error':
      return { type: 'error', error: JSON.parse(event.data) as AnswerError };
    case 'end':
      return { type: 'end', status: (JSON.parse(event.data) as { status: MessageStatus }).status };
    default:
      return null;
  }
}

interface Follower {
  signal: AbortSignal;
  onEvent: (event: AnswerEvent) => void;
  onConnectionChange: (isConnected: boolean) => void;
}

/**
 * Follows an answer from its first character to its end, whatever the network does in between.
 * Resolves after `end` or an abort; throws `ApiProblem` when the server refuses for good.
 */
export async function followAnswer(messageId: string, follower: Follower): Promise<void> {
  const { signal, onConnectionChange } = follower;
  const position: Position = { lastEventId: null, progressed: false };
  let attempt = 0;
  while (!signal.aborted) {
    position.progressed = false;
    try {
      if (await readConnection(messageId, position, follower)) return;
    } catch (error) {
      if (signal.aborted) return;
      // What is no ApiProblem here is a connection that broke in the middle.
      if (error instanceof ApiProblem && !error.isTransient) throw error;
    }
    if (signal.aborted) return;
    attempt = position.progressed ? 0 : attempt + 1;
    onConnectionChange(false);
    await waitToRetry(backoffDelay(attempt), signal);
  }
}

interface Position {
  lastEventId: string | null;
  progressed: boolean;
}

/** True when the answer has ended, false when the connection closed before that. */
async function readConnection(messageId: string, position: Position, follower: Follower): Promise<boolean> {
  const events = answerOnItsWay(messageId, follower.signal) ?? (await openConnection(messageId, position, follower.signal));
  follower.onConnectionChange(true);
  for await (const raw of events) {
    position.lastEventId = raw.lastEventId ?? position.lastEventId;
    position.progressed = true;
    const event = readAnswerEvent(raw);
    if (event) follower.onEvent(event);
    if (event?.type === 'end') return true;
  }
  return false;
}

function openConnection(messageId: string, { lastEventId }: Position, signal: AbortSignal) {
  return openEventStream(`/messages/${messageId}/events`, signal, lastEventId === null ? {} : { 'Last-Event-ID': lastEventId });
}
