/** Milliseconds to wait before try `attempt` (from 0): doubling up to 8 s, spread so that tabs do not return together. */
export function backoffDelay(attempt: number, random = Math.random()): number {
  const ceiling = Math.min(8000, 500 * 2 ** attempt);
  return ceiling / 2 + (random * ceiling) / 2;
}

/** Resolves after `milliseconds`, at once when the network returns, and also when `signal` aborts. */
export function waitToRetry(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const finish = () => {
      clearTimeout(timer);
      window.removeEventListener('online', finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    window.addEventListener('online', finish);
    signal.addEventListener('abort', finish);
  });
}
