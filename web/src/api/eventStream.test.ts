import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEventStream } from './eventStream';

/** A connection that the other side neither uses nor closes any more. */
function silentAfter(text: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
    },
  });
  return new Response(body);
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('openEventStream', () => {
  it('gives a connection up that has fallen silent', async () => {
    vi.stubGlobal('fetch', async () => silentAfter('event: ready\ndata: {}\n\n'));
    const events = await openEventStream('/events', new AbortController().signal);
    expect(await events.next()).toMatchObject({ value: { type: 'ready' } });
    const end = events.next();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await end).toEqual({ done: true, value: undefined });
  });
});
