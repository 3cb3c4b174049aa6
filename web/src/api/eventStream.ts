import { EventStreamParser, type ServerSentEvent } from '../lib/sse';
import { ask, send } from './client';

// The server gives a sign of life every 15 s. A computer that slept or changed its network gets none, and no error.
const LONGEST_SILENCE_MS = 45_000;

/** Opens a stream of events, which ends when its connection does. Throws `ApiProblem` when the server refuses. */
export async function openEventStream(
  path: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<AsyncGenerator<ServerSentEvent, void>> {
  const response = await send(path, { headers: { Accept: 'text/event-stream', ...headers }, signal });
  return readEvents(response);
}

/** Does something of which the server tells by events. Throws `ApiProblem` when it refuses. */
export async function postForEvents(
  path: string,
  body: object,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<AsyncGenerator<ServerSentEvent, void>> {
  return readEvents(await ask('POST', path, body, { headers: { Accept: 'text/event-stream', ...headers }, signal }));
}

async function* readEvents(response: Response): AsyncGenerator<ServerSentEvent, void> {
  if (!response.body) return;
  const parser = new EventStreamParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const chunk = await orSilence(reader.read());
      if (!chunk || chunk.done) return;
      yield* parser.push(chunk.value);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** Null when nothing has come for too long. */
async function orSilence<Chunk>(chunk: Promise<Chunk>): Promise<Chunk | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LONGEST_SILENCE_MS);
  });
  try {
    return await Promise.race([chunk, silence]);
  } finally {
    clearTimeout(timer);
  }
}
