import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { api } from '../../api/client';
import type { Draft } from '../../api/types';
import { readDraft, writeDraft, type StoredDraft } from '../../lib/drafts';
import { createDraftSaver } from './draftSaver';

const NEW_THREAD = 'new';

export const draftQuery = (threadId: string) =>
  queryOptions({
    queryKey: ['threads', 'draft', threadId],
    queryFn: () => api.get<Draft>(`/threads/${threadId}/draft`),
    staleTime: 0,
  });

function fromServer(draft: Draft): StoredDraft {
  return { content: draft.content, editedAt: draft.edited_at === null ? 0 : Date.parse(draft.edited_at) };
}

interface DraftOptions {
  /** The thread that it belongs to; the draft of a chat that has not begun stays in this browser. */
  threadId: string | null;
  /** Something newer was typed on another device. */
  onReplace: (content: string) => void;
}

/**
 * Keeps what stands in the composer: in this browser at once, on the server a moment later. Of two devices the one
 * that was typed on last wins, but never over a field that somebody is typing in.
 */
export function useDraft({ threadId, onReplace }: DraftOptions) {
  const key = threadId ?? NEW_THREAD;
  const queryClient = useQueryClient();
  const [first] = useState(() => readDraft(key));
  const latest = useRef(first);
  const [isTyping, setIsTyping] = useState(false);
  const remote = useQuery({ ...draftQuery(threadId ?? NEW_THREAD), enabled: threadId !== null }).data;

  const saver = useMemo(() => {
    if (threadId === null) return null;
    return createDraftSaver(async ({ content, editedAt }, options) => {
      const written = { content, edited_at: new Date(editedAt).toISOString() };
      const stands = await api.put<Draft>(`/threads/${threadId}/draft`, written, options);
      queryClient.setQueryData(draftQuery(threadId).queryKey, stands);
    });
  }, [threadId, queryClient]);

  const reconcile = useEffectEvent((there: StoredDraft, isReplaceable: boolean) => {
    const here = latest.current;
    const isSame = there.content === here.content;
    if (!isSame && !isReplaceable) return;
    if (!isSame && there.editedAt <= here.editedAt) {
      // What could not be saved before a reload is saved now.
      saver?.keep(here);
      return;
    }
    // Of the same text the server's time counts: this clock may be ahead of another device's.
    latest.current = there;
    writeDraft(key, there);
    if (!isSame) onReplace(there.content);
  });
  useEffect(() => {
    if (remote) reconcile(fromServer(remote), !isTyping);
  }, [remote, isTyping]);

  useEffect(() => {
    if (!saver) return undefined;
    const leave = () => void saver.leave();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [saver]);

  const keep = (content: string) => {
    // Later than all that was seen, even where this clock is behind.
    latest.current = { content, editedAt: Math.max(Date.now(), latest.current.editedAt + 1) };
    writeDraft(key, latest.current);
    saver?.keep(latest.current);
  };
  return {
    first: first.content,
    onType: (content: string) => {
      setIsTyping(true);
      keep(content);
    },
    /** Nothing of what was sent may come back, on no device. */
    onSent: (rest: string) => {
      setIsTyping(rest !== '');
      keep(rest);
      void saver?.flush();
    },
    onBlur: () => {
      setIsTyping(false);
      void saver?.flush();
    },
  };
}
