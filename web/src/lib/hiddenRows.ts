import { useSyncExternalStore } from 'react';

let hidden: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function put(next: ReadonlySet<string>): void {
  hidden = next;
  for (const listener of listeners) listener();
}

/** Takes rows out of every list, while the server still has them. */
export const hideRows = (ids: readonly string[]) => put(new Set([...hidden, ...ids]));
export const showRows = (ids: readonly string[]) => put(new Set([...hidden].filter((id) => !ids.includes(id))));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The ids of rows that no list shows. */
export const useHiddenRows = (): ReadonlySet<string> => useSyncExternalStore(subscribe, () => hidden);
