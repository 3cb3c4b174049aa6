import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followThreads, type ThreadEvent } from '../../api/threadEvents';
import { shareAmongTabs } from '../../lib/shareAmongTabs';
import { useIsAway } from '../../lib/useIsAway';
import { isBeingBinned } from '../threads/queries';
import { outdate } from './outdate';
import { staleQueries } from './staleQueries';

const AWAY_AFTER_MS = 60_000;

/** Keeps what this tab shows of the person's threads as other tabs and devices have changed it. */
export function useLiveThreads(): void {
  const queryClient = useQueryClient();
  // A tab that comes back into sight loads anew what it shows, so it may let go meanwhile.
  const isAway = useIsAway(AWAY_AFTER_MS);
  useEffect(() => {
    if (isAway) return undefined;
    const abort = new AbortController();
    shareAmongTabs<ThreadEvent>({
      name: 'clew-threads',
      signal: abort.signal,
      lead: (publish) => followThreads(abort.signal, publish),
      onMessage: (event) => refresh(queryClient, event),
    }).catch(() => {
      // Refused, as after signing out in another tab: what this one asks for now is refused too, and says so.
      refresh(queryClient, { type: 'ready', since: Infinity });
    });
    return () => abort.abort();
  }, [isAway, queryClient]);
}

function refresh(queryClient: QueryClient, event: ThreadEvent): void {
  if (event.type === 'ready') {
    const { since } = event;
    // Also what this page loaded a moment ago, while the server did not tell it of changes yet.
    outdate(queryClient, { queryKey: ['threads'], predicate: ({ state }) => state.dataUpdatedAt < since });
  } else {
    const isClosing = isBeingBinned(queryClient, event.hint.thread_id);
    for (const queryKey of staleQueries(event.hint)) if (!isClosing || queryKey[1] !== 'one') outdate(queryClient, { queryKey });
  }
}
