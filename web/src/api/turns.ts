import type { ServerSentEvent } from '../lib/sse';
import { unreachable } from './client';
import { postForEvents } from './eventStream';
import type { Turn } from './types';

interface OpenAnswer {
  events: AsyncGenerator<ServerSentEvent, void>;
  hangUp: () => void;
}

// Long enough for the answer's view to be drawn, too short to keep a connection that nobody reads.
const LONGEST_WAIT_MS = 5000;

/** Answers that came with the response to their turn, until somebody follows them. */
const waiting = new Map<string, OpenAnswer>();

/** Takes a turn under that path; its answer is already on its way. Throws `ApiProblem`. */
export async function takeTurn(path: string, body: object, headers: Record<string, string> = {}): Promise<Turn> {
  const connection = new AbortController();
  const hangUp = () => connection.abort();
  const events = await postForEvents(path, body, connection.signal, headers);
  const turn = await readTurn(events);
  waiting.set(turn.message_id, { events, hangUp });
  setTimeout(() => {
    if (waiting.delete(turn.message_id)) hangUp();
  }, LONGEST_WAIT_MS);
  return turn;
}

async function readTurn(events: AsyncGenerator<ServerSentEvent, void>): Promise<Turn> {
  const first = await events.next().catch(() => null);
  if (!first || first.done) throw unreachable();
  return JSON.parse(first.value.data) as Turn;
}

/** The events of an answer whose turn this page has just taken, once; null where there are none. */
export function answerOnItsWay(messageId: string, signal: AbortSignal): AsyncGenerator<ServerSentEvent, void> | null {
  const answer = waiting.get(messageId);
  if (!answer) return null;
  waiting.delete(messageId);
  signal.addEventListener('abort', answer.hangUp, { once: true });
  return answer.events;
}
