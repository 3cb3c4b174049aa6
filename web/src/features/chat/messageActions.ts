import type { RefObject } from 'react';
import type { Message, Regeneration } from '../../api/types';

/** What a person can do to a message of a thread. */
export interface MessageActions {
  edit: (message: Message) => void;
  cancelEdit: () => void;
  /** Resolves when the edited message is said. */
  saveEdit: (edited: Message, content: string) => Promise<unknown>;
  regenerate: (answer: Message, how?: Regeneration) => void;
  /** Shows another version. */
  walk: (siblingId: string) => void;
  fork: (message: Message) => void;
  ended: (answer: Message) => void;
  /** Whether it was written before the reader's eyes. */
  wasWatched: (answer: Message) => boolean;
}

/** The same for all messages and for ever, so that none is drawn again for what only its buttons need. */
export type ActionsRef = RefObject<MessageActions>;
