import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiProblem, NotConfirmed, problemOf } from './client';
import { confirmation } from './confirmation';

const NEEDED = { status: 403, code: 'confirmation_needed', title: 'Please confirm that it is you' };
const SIGNED_OUT = { status: 401, code: 'unauthenticated', title: 'Please sign in' };
const WRONG = { status: 403, code: 'wrong_proof', title: 'This is wrong' };

const nothing = () => undefined;
const asker = vi.fn<() => void>();
let leave: () => void = nothing;

/** The server's answers, in turn, and what they were given to. */
function answers(...all: (object | Promise<object>)[]) {
  const fetched = vi.fn<(path: string, init?: RequestInit) => Promise<Response>>();
  for (const one of all) {
    fetched.mockImplementationOnce(async () => {
      const body = await one;
      return Response.json(body, { status: 'status' in body ? Number(body.status) : 200 });
    });
  }
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const untilAsked = () => vi.waitFor(() => expect(confirmation.isWaiting()).toBe(true));
const confirm = () => confirmation.confirm(() => api.post('/auth/confirm', { method: 'password' }));

beforeEach(() => {
  leave = confirmation.subscribe(asker);
});

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
  asker.mockReset();
});

describe('what needs a confirmation', () => {
  it('waits for it and is sent again as it was', async () => {
    const fetched = answers(NEEDED, { expires_at: 'soon' }, { done: true });
    const request = api.post('/mfa/totp', { a: 1 });
    await untilAsked();
    await confirm();
    await expect(request).resolves.toStrictEqual({ done: true });
    expect(fetched.mock.calls.map(([path]) => path)).toStrictEqual(['/api/v1/mfa/totp', '/api/v1/auth/confirm', '/api/v1/mfa/totp']);
    expect(fetched.mock.calls[2]?.[1]).toStrictEqual(fetched.mock.calls[0]?.[1]);
    expect(confirmation.isWaiting()).toBe(false);
  });

  it('shares the question with all that waits at once', async () => {
    answers(NEEDED, NEEDED, {}, { first: true }, { second: true });
    const requests = Promise.all([api.post('/a'), api.post('/b')]);
    await untilAsked();
    await vi.waitFor(() => expect(asker).toHaveBeenCalledTimes(2));
    await confirm();
    await expect(requests).resolves.toStrictEqual([{ first: true }, { second: true }]);
  });

  it('goes on waiting after a wrong proof', async () => {
    answers(NEEDED, WRONG, {}, { done: true });
    const request = api.post('/a');
    await untilAsked();
    await expect(confirm()).rejects.toMatchObject({ code: 'wrong_proof' });
    expect(confirmation.isWaiting()).toBe(true);
    await confirm();
    await expect(request).resolves.toStrictEqual({ done: true });
  });

  it('is not done, without a word, where they would rather not', async () => {
    const fetched = answers(NEEDED);
    const request = api.post('/a').catch((error: unknown) => error);
    await untilAsked();
    confirmation.decline();
    const error = await request;
    expect(error).toBeInstanceOf(NotConfirmed);
    expect(problemOf(error)).toBeNull();
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('does not ask for what nobody waits for any more', async () => {
    answers(NEEDED);
    const abort = new AbortController();
    const request = api.get('/a', abort.signal);
    await untilAsked();
    abort.abort();
    await expect(request).rejects.toMatchObject({ name: 'AbortError' });
    expect(confirmation.isWaiting()).toBe(false);
  });

  it('fails where nobody can be asked', async () => {
    leave();
    answers(NEEDED);
    await expect(api.post('/a')).rejects.toMatchObject({ code: 'confirmation_needed' });
  });

  it('is declined when the page goes that asks', async () => {
    answers(NEEDED);
    const request = api.post('/a').catch((error: unknown) => error);
    await untilAsked();
    leave();
    expect(await request).toBeInstanceOf(NotConfirmed);
  });

  it('is asked for once, and refused if that was not enough', async () => {
    answers(NEEDED, {}, NEEDED);
    const request = api.post('/a').catch((error: unknown) => error);
    await untilAsked();
    await confirm();
    expect(await request).toBeInstanceOf(ApiProblem);
    expect(confirmation.isWaiting()).toBe(false);
  });
});

describe('what was on its way while the session got its new name', () => {
  it.each([NEEDED, SIGNED_OUT])('is sent again (%o)', async (refusal) => {
    let arrive: (answer: object) => void = nothing;
    answers(new Promise<object>((resolve) => (arrive = resolve)), {}, { done: true });
    const request = api.get('/a');
    await confirm();
    arrive(refusal);
    await expect(request).resolves.toStrictEqual({ done: true });
    expect(confirmation.isWaiting()).toBe(false);
  });

  it('is sent again by a changed password, too, which may need a proof itself', async () => {
    let arrive: (answer: object) => void = nothing;
    answers(new Promise<object>((resolve) => (arrive = resolve)), NEEDED, {}, { changed: true }, { done: true });
    const request = api.get('/a');
    const change = api.post('/users/me/password', {});
    await untilAsked();
    await confirm();
    await expect(change).resolves.toStrictEqual({ changed: true });
    arrive(SIGNED_OUT);
    await expect(request).resolves.toStrictEqual({ done: true });
  });

  it('waits for a proof that is not answered yet', async () => {
    let arrive: (answer: object) => void = nothing;
    answers(new Promise<object>((resolve) => (arrive = resolve)), SIGNED_OUT, { done: true });
    const proof = confirm();
    const request = api.get('/a');
    arrive({});
    await proof;
    await expect(request).resolves.toStrictEqual({ done: true });
  });

  it('stays refused where nothing was confirmed', async () => {
    answers(SIGNED_OUT);
    await expect(api.get('/a')).rejects.toMatchObject({ status: 401 });
  });
});
