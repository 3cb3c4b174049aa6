import type { QueryKey } from '@tanstack/react-query';
import type { ThreadHint } from '../../api/threadEvents';

/** The beginnings of the keys of all queries that this change has made stale. */
export function staleQueries({ thread_id: id, what }: ThreadHint): QueryKey[] {
  switch (what) {
    case 'thread':
      return [['threads', 'one', id], ['threads', 'list'], ['threads', 'bin'], ['threads', 'search']];
    case 'messages':
      // The first words become a title, and the thread moves to the top.
      return [['threads', 'branch', id], ['threads', 'usage', id], ['threads', 'one', id], ['threads', 'list']];
    case 'queue':
      return [['threads', 'queue', id]];
    case 'draft':
      return [['threads', 'draft', id]];
    default:
      return []; // of a newer server
  }
}
