import { afterEach, describe, expect, it, vi } from 'vitest';
import { followThreads, type ThreadEvent } from './threadEvents';

vi.mock('../lib/backoff', () => ({ backoffDelay: () => 0, waitToRetry: () => Promise.resolve() }));

const READY = 'event: ready\ndata: {}\n\n';
const RENAMED = 'event: thread\ndata: {"thread_id":"t","what":"thread"}\n\n';

function streamOf(text: string): Response {
  return new Response(new TextEncoder().encode(text), { headers: { 'Content-Type': 'text/event-stream' } });
}

/** Follows until the server refuses; each answer is one connection. */
async function follow(...answers: (Response | Error)[]): Promise<ThreadEvent[]> {
  const signedOut = new Response(JSON.stringify({ status: 401, code: 'unauthenticated', title: 'X' }), { status: 401 });
  answers.push(signedOut);
  vi.stubGlobal('fetch', async () => {
    const answer = answers.shift() ?? new Error('one request too many');
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const events: ThreadEvent[] = [];
  await expect(followThreads(new AbortController().signal, (event) => events.push(event))).rejects.toMatchObject({ status: 401 });
  return events;
}

afterEach(() => vi.unstubAllGlobals());

describe('followThreads', () => {
  it('comes back after every loss and says so', async () => {
    const busy = new Response(JSON.stringify({ status: 429, code: 'too_many', title: 'X' }), { status: 429 });
    expect(await follow(streamOf(READY + RENAMED), new TypeError('network'), busy, streamOf(READY))).toEqual([
      { type: 'ready', since: expect.any(Number) },
      { type: 'thread', hint: { thread_id: 't', what: 'thread' } },
      { type: 'ready', since: expect.any(Number) },
    ]);
  });

  it('passes over events that it does not know, and signs of life', async () => {
    expect(await follow(streamOf(`: still here\n\nevent: news\ndata: {}\n\n${READY}`))).toEqual([{ type: 'ready', since: expect.any(Number) }]);
  });

  it('says nothing after the abort', async () => {
    const abort = new AbortController();
    const events: ThreadEvent[] = [];
    vi.stubGlobal('fetch', async () => streamOf(READY));
    await followThreads(abort.signal, (event) => {
      events.push(event);
      abort.abort();
    });
    expect(events).toEqual([{ type: 'ready', since: expect.any(Number) }]);
  });
});
