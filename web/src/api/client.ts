import { isClosedByPerson } from '../lib/passkey';
import { confirmation } from './confirmation';
import type { FieldError, Problem } from './types';

type ProblemDetails = Pick<Problem, 'status' | 'code' | 'title'> & Partial<Problem>;

/** A refusal by the server (RFC 9457), or `code: "unreachable"` with status 0 when no answer came. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
  readonly fieldErrors: FieldError[];

  constructor(problem: ProblemDetails) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail ?? null;
    this.fieldErrors = problem.errors ?? [];
  }

  /** Worth trying again by itself: the network or the server had a bad moment. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** The same, said of the fields that a form has for those of the request. */
  placed(rename: (field: string) => string): ApiProblem {
    const { status, code, title, detail } = this;
    return new ApiProblem({ status, code, title, detail, errors: this.fieldErrors.map(({ field, message }) => ({ field: rename(field), message })) });
  }
}

export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'unreachable',
    title: 'Clew is out of reach',
    detail: 'The server did not answer. Check that it is running, then try again.',
  });
}

/** Somebody was asked to confirm that it is them, and chose not to. */
export class NotConfirmed extends ApiProblem {
  constructor() {
    super({
      status: 403,
      code: 'not_confirmed',
      title: 'This waits for you',
      detail: 'Clew needs to know first that it is you. Nothing was changed.',
    });
  }
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ status: 0, code: 'unexpected', title: 'Something went wrong in this page' });
}

/** What there is to say about a failure: nothing where there is none, or where it was the person's own choice. */
export function problemOf(error: unknown): ApiProblem | null {
  if (!error || error instanceof NotConfirmed || isClosedByPerson(error)) return null;
  return asProblem(error);
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const fallback = {
    status: response.status,
    code: `http_${response.status}`,
    title: response.status >= 500 ? 'The server had a problem' : 'That did not work',
  };
  try {
    const body = (await response.json()) as Partial<ProblemDetails>;
    return new ApiProblem({ ...fallback, ...body, status: response.status });
  } catch {
    // A proxy in between answers with HTML.
    return new ApiProblem(fallback);
  }
}

// With these the session gets another cookie.
const RENEWING = new Set(['/auth/confirm', '/users/me/password']);

async function reach(path: string, init: RequestInit): Promise<Response> {
  return RENEWING.has(path) ? confirmation.renew(() => fetched(path, init)) : fetched(path, init);
}

async function fetched(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
}

/** Whether to send again what was refused like this: somebody has confirmed since that it is them. */
async function isConfirmedSince(renewals: number, path: string, { status, code }: ApiProblem, signal: AbortSignal | null | undefined): Promise<boolean> {
  const isNeeded = code === 'confirmation_needed';
  // What proves who they are neither waits for that nor for itself.
  if (!(isNeeded || status === 401) || path.startsWith('/auth/')) return false;
  // It was on its way while the session got another cookie.
  if (await confirmation.isOvertaken(renewals)) return true;
  if (!isNeeded || !confirmation.hasAsker) return false;
  if (await confirmation.ask(signal)) return true;
  throw new NotConfirmed();
}

/**
 * `fetch` of an API path; resolves with a successful response and throws `ApiProblem` or `AbortError`.
 * Where the server wants to know first that it is still them, it waits for that; `NotConfirmed` if they would rather not.
 */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const { renewals } = confirmation;
  let response = await reach(path, init);
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (!(await isConfirmedSince(renewals, path, problem, init.signal))) throw problem;
  response = await reach(path, init);
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** `send` of a JSON body. */
export async function ask(method: string, path: string, body?: object, init: RequestInit = {}): Promise<Response> {
  return await send(path, {
    ...init,
    method,
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...init.headers },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function exchange<Result>(method: string, path: string, body?: object, init: RequestInit = {}): Promise<Result> {
  const response = await ask(method, path, body, init);
  return (response.status === 204 ? undefined : await response.json()) as Result;
}

/** A row together with the name of the version that it was read at. */
export interface Versioned<Item> {
  item: Item;
  /** What an `If-Match` names; null where rows of this kind have no versions. */
  etag: string | null;
}

async function versioned<Item>(response: Response): Promise<Versioned<Item>> {
  return { item: (await response.json()) as Item, etag: response.headers.get('ETag') };
}

export const api = {
  get: <Result>(path: string, signal?: AbortSignal) => exchange<Result>('GET', path, undefined, signal && { signal }),
  getVersioned: async <Item>(path: string, signal?: AbortSignal) => versioned<Item>(await ask('GET', path, undefined, signal && { signal })),
  /** With `keepalive` it outlives the page that sends it. */
  post: <Result>(path: string, body: object = {}, { keepalive = false } = {}) => exchange<Result>('POST', path, body, { keepalive }),
  /** Sent again with the same key, it has no second effect and gives the first answer. */
  postOnce: <Result>(path: string, body: object, key: string) =>
    exchange<Result>('POST', path, body, { headers: { 'Idempotency-Key': key } }),
  /** With `keepalive` it outlives the page that sends it. */
  put: <Result>(path: string, body: object, { keepalive = false } = {}) => exchange<Result>('PUT', path, body, { keepalive }),
  patch: <Result>(path: string, body: object) => exchange<Result>('PATCH', path, body),
  /** Refused with 412 where the row is no longer as it was at `etag`. */
  patchVersion: async <Item>(path: string, body: object, etag: string | null) =>
    versioned<Item>(await ask('PATCH', path, body, { ...(etag && { headers: { 'If-Match': etag } }) })),
  remove: (path: string, body?: object) => exchange<undefined>('DELETE', path, body),
};
