import type { Thread } from '../../api/types';

/** A thread has no title until its first answer is written. */
export function threadTitle(thread: Pick<Thread, 'title'>): string {
  return thread.title.trim() || 'New chat';
}
