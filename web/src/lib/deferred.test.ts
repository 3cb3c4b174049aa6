import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defer, settleDeferred } from './deferred';

const act = vi.fn<(how: { isLast: boolean }) => Promise<void>>();

beforeEach(() => {
  vi.useFakeTimers();
  act.mockReset().mockResolvedValue();
});
afterEach(() => vi.useRealTimers());

describe('what is put off', () => {
  it('is done after its time, once', async () => {
    const { cancel } = defer(8000, act);
    vi.advanceTimersByTime(7999);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await settleDeferred();
    expect(act).toHaveBeenCalledExactlyOnceWith({ isLast: false });
    expect(cancel()).toBe(false);
  });

  it('is never done when it is taken back', async () => {
    const { cancel } = defer(8000, act);
    expect(cancel()).toBe(true);
    vi.advanceTimersByTime(9000);
    await settleDeferred();
    expect(act).not.toHaveBeenCalled();
  });

  it('is done at once when the page goes', async () => {
    defer(8000, act);
    defer(1000, act);
    await settleDeferred({ isLast: true });
    vi.advanceTimersByTime(9000);
    expect(act.mock.calls).toEqual([[{ isLast: true }], [{ isLast: true }]]);
  });
});
