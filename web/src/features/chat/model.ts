import { readLocalStorageValue, useLocalStorage } from '@mantine/hooks';

const NEW_THREAD = 'new';
const keyOf = (threadId: string | null) => `clew-model:${threadId ?? NEW_THREAD}`;

/** The model that a person chose for a thread, remembered in this browser; null for the default of the instance. */
export function useThreadModel(threadId: string | null) {
  return useLocalStorage<string | null>({ key: keyOf(threadId), defaultValue: null, getInitialValueInEffect: false });
}

export function threadModel(threadId: string | null): string | null {
  return readLocalStorageValue<string | null>({ key: keyOf(threadId), defaultValue: null });
}

/** The choice made before the thread existed is the thread's; the next new chat begins with the default again. */
export function passModelOn(threadId: string): void {
  const chosen = threadModel(null);
  if (chosen === null) return;
  try {
    localStorage.setItem(keyOf(threadId), JSON.stringify(chosen));
    localStorage.removeItem(keyOf(null));
  } catch {
    // Full storage must not keep a message back.
  }
}
