import { backoffDelay, waitToRetry } from '../lib/backoff';
import type { ServerSentEvent } from '../lib/sse';
import { ApiProblem } from './client';
import { openEventStream } from './eventStream';

/** What of one thread is to be loaded anew. */
export interface ThreadHint {
  thread_id: string;
  what: 'thread' | 'messages' | 'queue' | 'draft';
}

/** `ready`: every change from `since` (by the clock of this computer) on is told; earlier ones may have been missed. */
export type ThreadEvent = { type: 'ready'; since: number } | { type: 'thread'; hint: ThreadHint };

function readThreadEvent(event: ServerSentEvent): ThreadEvent | null {
  if (event.type === 'ready') return { type: 'ready', since: Date.now() };
  if (event.type === 'thread') return { type: 'thread', hint: JSON.parse(event.data) as ThreadHint };
  return null;
}

/**
 * Follows what changes in the person's threads, from any tab or device, until the abort.
 * Throws `ApiProblem` when the server refuses for good, as it does after signing out.
 */
export async function followThreads(signal: AbortSignal, onEvent: (event: ThreadEvent) => void): Promise<void> {
  let attempt = 0;
  while (!signal.aborted) {
    try {
      for await (const raw of await openEventStream('/events', signal)) {
        attempt = 0;
        const event = readThreadEvent(raw);
        if (event) onEvent(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      // What is no ApiProblem here is a connection that broke in the middle.
      if (error instanceof ApiProblem && !error.isTransient) throw error;
    }
    await waitToRetry(backoffDelay(attempt), signal);
    attempt += 1;
  }
}
