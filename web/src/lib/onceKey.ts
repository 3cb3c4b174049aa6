import { useRef } from 'react';
import { randomKey } from './randomKey';

/** Gives the same key for the same request until it is settled, so that trying it again cannot do it twice. */
export function useOnceKey() {
  const unsettled = useRef<{ request: string; key: string } | null>(null);
  return (request: string) => {
    if (unsettled.current?.request !== request) unsettled.current = { request, key: randomKey() };
    return { key: unsettled.current.key, settle: () => void (unsettled.current = null) };
  };
}
