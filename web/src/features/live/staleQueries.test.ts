import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { ThreadHint } from '../../api/threadEvents';
import { branchQuery } from '../chat/queries';
import { threadListQuery, threadQuery } from '../threads/queries';
import { staleQueries } from './staleQueries';

const KEYS = {
  list: threadListQuery.queryKey,
  one: threadQuery('t').queryKey,
  otherThread: threadQuery('other').queryKey,
  branch: branchQuery('t').queryKey,
  otherBranch: branchQuery('other').queryKey,
  draft: ['threads', 'draft', 't'],
  queue: ['threads', 'queue', 't'],
};

function stale(what: ThreadHint['what']): string[] {
  const queryClient = new QueryClient();
  for (const key of Object.values(KEYS)) queryClient.setQueryData(key as readonly string[], {});
  for (const queryKey of staleQueries({ thread_id: 't', what })) void queryClient.invalidateQueries({ queryKey });
  return Object.entries(KEYS)
    .filter(([, key]) => queryClient.getQueryState(key)?.isInvalidated)
    .map(([name]) => name);
}

describe('a hint makes stale', () => {
  it('the thread and all lists, when it was renamed, pinned or removed', () => {
    expect(stale('thread')).toEqual(['list', 'one']);
  });

  it('what is said in it, when a turn began or ended', () => {
    expect(stale('messages')).toEqual(['list', 'one', 'branch']);
  });

  it('nothing but the draft or the queue, when only that changed', () => {
    expect(stale('draft')).toEqual(['draft']);
    expect(stale('queue')).toEqual(['queue']);
  });

  it('nothing, when it is of a newer server', () => {
    expect(stale('weather' as ThreadHint['what'])).toEqual([]);
  });
});
