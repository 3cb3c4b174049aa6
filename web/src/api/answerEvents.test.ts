import { afterEach, describe, expect, it, vi } from 'vitest';
import { followAnswer, type AnswerEvent } from './answerEvents';
import { takeTurn } from './turns';

vi.mock('../lib/backoff', () => ({ backoffDelay: () => 0, waitToRetry: () => Promise.resolve() }));

function streamOf(...chunks: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
}

function problem(status: number): Response {
  return new Response(JSON.stringify({ status, code: 'x', title: 'X' }), { status });
}

function serve(...responses: (Response | Error)[]) {
  const fetch = vi.fn(async (_path: string, _init: RequestInit) => {
    const response = responses.shift() ?? new Error('one request too many');
    if (response instanceof Error) throw response;
    return response;
  });
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

async function follow(): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  await followAnswer('m', {
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    onConnectionChange: () => undefined,
  });
  return events;
}

afterEach(() => vi.unstubAllGlobals());

describe('followAnswer', () => {
  it('goes on after the last event it has seen when the connection breaks', async () => {
    const fetch = serve(
      streamOf('id: 1\nevent: text\ndata: {"text":"One"}\n\nid: 2\nevent: text\nda'),
      new TypeError('network'),
      problem(503),
      streamOf('id: 2\nevent: text\ndata: {"text":" two"}\n\nid: 3\nevent: end\ndata: {"status":"complete"}\n\n'),
    );
    expect(await follow()).toEqual([
      { type: 'text', text: 'One' },
      { type: 'text', text: ' two' },
      { type: 'end', status: 'complete' },
    ]);
    const sent = fetch.mock.calls.map(([, init]) => (init.headers as Record<string, string>)['Last-Event-ID']);
    expect(sent).toEqual([undefined, '1', '1', '1']);
  });

  it('keeps characters whole that a chunk cut in two', async () => {
    const bytes = new TextEncoder().encode('event: text\ndata: {"text":"né"}\n\nevent: end\ndata: {"status":"complete"}\n\n');
    const cut = bytes.indexOf(0xc3) + 1;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, cut));
        controller.enqueue(bytes.slice(cut));
        controller.close();
      },
    });
    serve(new Response(body));
    expect(await follow()).toContainEqual({ type: 'text', text: 'né' });
  });

  it('passes over events that it does not know', async () => {
    serve(streamOf('event: tool\ndata: {}\n\nevent: end\ndata: {"status":"complete"}\n\n'));
    expect(await follow()).toEqual([{ type: 'end', status: 'complete' }]);
  });

  it('gives up when the server refuses', async () => {
    serve(problem(404));
    await expect(follow()).rejects.toMatchObject({ status: 404 });
  });

  it('takes over what came with the response to the turn, and goes on after it when the connection breaks', async () => {
    const fetch = serve(
      streamOf('event: turn\ndata: {"user_message_id":"u","message_id":"m"}\n\nid: 1\nevent: text\ndata: {"text":"One"}\n\n'),
      streamOf('id: 2\nevent: text\ndata: {"text":" two"}\n\nevent: end\ndata: {"status":"complete"}\n\n'),
    );
    expect(await takeTurn('/threads/t/turns', { content: 'Count.' })).toEqual({ user_message_id: 'u', message_id: 'm' });
    expect(await follow()).toEqual([
      { type: 'text', text: 'One' },
      { type: 'text', text: ' two' },
      { type: 'end', status: 'complete' },
    ]);
    expect(fetch.mock.calls.map(([path]) => path)).toEqual(['/api/v1/threads/t/turns', '/api/v1/messages/m/events']);
  });

  it('says that the server is out of reach when a turn brings nothing', async () => {
    serve(streamOf());
    await expect(takeTurn('/threads/t/turns', { content: 'Count.' })).rejects.toMatchObject({ code: 'unreachable' });
  });
});
