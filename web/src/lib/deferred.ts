/** How something is done at last: `isLast` when the page is about to go, and a request must outlive it. */
type Act = (how: { isLast: boolean }) => Promise<unknown>;

export interface Deferred {
  /** Take it back; it has not been done. False where it is too late. */
  cancel: () => boolean;
}

const waiting = new Set<(isLast: boolean) => Promise<unknown>>();

/** Does something after a while, in which it can be taken back; earlier when the page goes out of sight, never not at all. */
export function defer(milliseconds: number, act: Act): Deferred {
  const settle = (isLast: boolean): Promise<unknown> => {
    clearTimeout(timer);
    return waiting.delete(settle) ? act({ isLast }) : Promise.resolve();
  };
  const timer = setTimeout(() => void settle(false), milliseconds);
  waiting.add(settle);
  return {
    cancel: () => {
      clearTimeout(timer);
      return waiting.delete(settle);
    },
  };
}

/** Does at once all that waits. */
export async function settleDeferred({ isLast = false } = {}): Promise<void> {
  await Promise.all([...waiting].map((settle) => settle(isLast)));
}

function settleIfHidden(): void {
  if (document.visibilityState === 'hidden') void settleDeferred({ isLast: true });
}

/** Of a page that is hidden nobody knows whether it comes back: a phone ends it without a word. */
export function settleWhenHidden(): void {
  document.addEventListener('visibilitychange', settleIfHidden);
}
