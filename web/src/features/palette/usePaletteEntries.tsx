import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SearchHit, Thread } from '../../api/types';
import { PinIcon, SearchIcon, ThreadIcon } from '../../ui/icons';
import { Hit, hitKey, hitTarget } from '../search/Hit';
import { searchQuery } from '../search/queries';
import { pinnedListQuery, threadListQuery } from '../threads/queries';
import { threadTitle } from '../threads/threadTitle';
import { type PaletteAction, usePaletteActions, useThreadPaletteActions } from './usePaletteActions';
import { hasWords } from './words';

export interface Entry {
  key: string;
  icon: ReactNode;
  content: ReactNode;
  run: () => void;
}

export interface Group {
  name: string;
  entries: Entry[];
}

const TYPING_PAUSE_MS = 120;
const MOST_CHATS = 6;
const MOST_HITS = 8;

const actionEntry = ({ label, icon, run }: PaletteAction): Entry => ({ key: label, icon, content: label, run });

function useKnownThreads(): Thread[] {
  const pinned = useInfiniteQuery(pinnedListQuery);
  const recent = useInfiniteQuery(threadListQuery);
  return [pinned, recent].flatMap(({ data }) => data?.pages.flatMap((page) => page.items) ?? []);
}

function useHits(typed: string): { hits: SearchHit[]; isSearching: boolean } {
  const [q] = useDebouncedValue(typed.trim().slice(0, 200), TYPING_PAUSE_MS);
  const found = useInfiniteQuery(searchQuery({ q }));
  const isIdle = typed.trim() === '';
  return { hits: isIdle || q === '' ? [] : (found.data?.pages[0]?.items ?? []), isSearching: !isIdle && (found.isFetching || q !== typed.trim()) };
}

/** What the palette offers for what was typed, best first. What is still being looked up comes last, so that nothing jumps. */
export function usePaletteEntries(typed: string): { groups: Group[]; isSearching: boolean } {
  const navigate = useNavigate();
  const { threadId: openId } = useParams({ strict: false });
  const known = useKnownThreads();
  const { hits, isSearching } = useHits(typed);
  const ofThread = useThreadPaletteActions();
  const general = usePaletteActions();
  const fits = ({ label, also = '' }: PaletteAction) => hasWords(`${label} ${also}`, typed);

  const chats = known.filter((thread) => thread.id !== openId && hasWords(threadTitle(thread), typed)).slice(0, MOST_CHATS);
  const shown = new Set(chats.map((thread) => thread.id));
  const places = hits.filter((hit) => hit.message_id !== null || (hit.thread_id !== openId && !shown.has(hit.thread_id))).slice(0, MOST_HITS);

  const all: Group[] = [
    {
      name: typed.trim() === '' ? 'Recent' : 'Chats',
      entries: chats.map((thread) => ({
        key: thread.id,
        icon: thread.is_pinned ? <PinIcon /> : <ThreadIcon />,
        content: threadTitle(thread),
        run: () => void navigate({ to: '/threads/$threadId', params: { threadId: thread.id } }),
      })),
    },
    { name: 'This chat', entries: ofThread.filter(fits).map(actionEntry) },
    { name: 'Clew', entries: general.filter(fits).map(actionEntry) },
    {
      name: 'In your chats',
      entries: places.map((hit) => ({
        key: `hit ${hitKey(hit)}`,
        icon: <SearchIcon />,
        content: <Hit hit={hit} />,
        run: () => void navigate(hitTarget(hit)),
      })),
    },
    {
      name: 'Search',
      entries: [
        {
          key: 'search',
          icon: <SearchIcon />,
          content: typed.trim() === '' ? 'Search all chats' : `Search all chats for “${typed.trim()}”`,
          run: () => void navigate({ to: '/search', search: { q: typed.trim() } }),
        },
      ],
    },
  ];
  return { groups: all.filter((group) => group.entries.length > 0), isSearching };
}
