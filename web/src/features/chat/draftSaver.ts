import type { StoredDraft } from '../../lib/drafts';

const PAUSE_MS = 800;

type Put = (draft: StoredDraft, options: { keepalive: boolean }) => Promise<void>;

/** Saves the latest of many drafts: a moment after the last change, one request at a time. */
export function createDraftSaver(put: Put) {
  let unsaved: StoredDraft | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: StoredDraft | null = null;

  const send = async (draft: StoredDraft, keepalive: boolean) => {
    unsaved = null;
    sending = draft;
    try {
      await put(draft, { keepalive });
    } catch {
      // The browser has it still; the next change, or leaving the field, tries again.
      unsaved ??= draft;
      return;
    } finally {
      sending = null;
    }
    await flush();
  };
  const flush = async () => {
    clearTimeout(timer);
    if (unsaved && !sending) await send(unsaved, false);
  };
  return {
    keep: (draft: StoredDraft) => {
      if (draft === sending) return;
      unsaved = draft;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), PAUSE_MS);
    },
    flush,
    /** The page may be gone before an answer comes. */
    leave: async () => {
      clearTimeout(timer);
      if (unsaved) await send(unsaved, true);
    },
  };
}

export type DraftSaver = ReturnType<typeof createDraftSaver>;
