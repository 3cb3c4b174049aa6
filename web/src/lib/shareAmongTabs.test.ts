import { afterEach, describe, expect, it, vi } from 'vitest';
import { shareAmongTabs } from './shareAmongTabs';

/** One lock, as a browser gives it to its tabs: to one after the other, and to none that no longer wants it. */
function createLocks() {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>) => {
    const held = last.then(() => {
      signal.throwIfAborted();
      return hold();
    });
    last = held.catch(() => undefined);
    return held;
  };
  return { request };
}

class Tab {
  readonly heard: string[] = [];
  readonly abort = new AbortController();
  publish: ((message: string) => void) | null = null;
  readonly closed: Promise<void>;

  constructor() {
    this.closed = shareAmongTabs<string>({
      name: 'test',
      signal: this.abort.signal,
      lead: (publish) => {
        this.publish = publish;
        return new Promise((resolve) => {
          this.abort.signal.addEventListener('abort', () => resolve());
        });
      },
      onMessage: (message) => this.heard.push(message),
    });
  }
}

const tabs: Tab[] = [];

function open(): Tab {
  const tab = new Tab();
  tabs.push(tab);
  return tab;
}

afterEach(async () => {
  for (const tab of tabs) tab.abort.abort();
  await Promise.all(tabs.splice(0).map((tab) => tab.closed));
  vi.unstubAllGlobals();
});

describe('shareAmongTabs', () => {
  it('has one tab lead and all of them hear', async () => {
    vi.stubGlobal('navigator', { locks: createLocks() });
    const [first, second] = [open(), open()];
    await vi.waitFor(() => expect(first.publish).not.toBeNull());
    first.publish?.('hello');
    await vi.waitFor(() => expect(second.heard).toEqual(['hello']));
    expect(first.heard).toEqual(['hello']);
    expect(second.publish).toBeNull();
  });

  it('has another tab take over when the leading one is closed', async () => {
    vi.stubGlobal('navigator', { locks: createLocks() });
    const [first, second, third] = [open(), open(), open()];
    await vi.waitFor(() => expect(first.publish).not.toBeNull());
    second.abort.abort();
    first.abort.abort();
    await vi.waitFor(() => expect(third.publish).not.toBeNull());
    third.publish?.('mine');
    expect([first.heard, second.publish, third.heard]).toEqual([[], null, ['mine']]);
  });

  it('has each tab lead for itself where there are no locks', async () => {
    vi.stubGlobal('navigator', {});
    const [first, second] = [open(), open()];
    first.publish?.('hello');
    second.publish?.('goodbye');
    expect([first.heard, second.heard]).toEqual([['hello'], ['goodbye']]);
  });
});
