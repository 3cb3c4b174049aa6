import { useRouterState } from '@tanstack/react-router';

/** The secret of a link. It stands in the fragment, which browsers never send, so that no log ever holds it. */
export function useHashToken(): string | null {
  return tokenIn(useRouterState({ select: (state) => state.location.hash }));
}

/** `hash` is without its #. */
export const tokenIn = (hash: string): string | null => new URLSearchParams(hash).get('token') || null;
