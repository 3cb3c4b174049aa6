// Session storage, so that a reload keeps what was typed and a closed tab leaves nothing behind.
const PREFIX = 'clew-draft:';

export interface StoredDraft {
  content: string;
  /** When it was typed, in milliseconds; 0 where nobody has. */
  editedAt: number;
}

const noDraft: StoredDraft = { content: '', editedAt: 0 };

export function readDraft(key: string): StoredDraft {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(PREFIX + key) ?? 'null');
    return isDraft(stored) ? stored : noDraft;
  } catch {
    return noDraft;
  }
}

function isDraft(value: unknown): value is StoredDraft {
  if (typeof value !== 'object' || value === null || !('content' in value) || !('editedAt' in value)) return false;
  return typeof value.content === 'string' && typeof value.editedAt === 'number';
}

/** An empty draft is kept too: its time says that it is newer than what another device has. */
export function writeDraft(key: string, draft: StoredDraft): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // Blocked or full storage must not stop anybody from typing.
  }
}

export function forgetDrafts(): void {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index));
    for (const key of keys) if (key?.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Nothing was stored either.
  }
}
