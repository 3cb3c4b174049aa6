import type { InfiniteData } from '@tanstack/react-query';
import type { BranchPage, Message, MessageRecord, Turn } from '../../api/types';

/** The chosen branch as it is cached: the first page is the newest, items inside a page run oldest first. */
export type Branch = InfiniteData<BranchPage>;

export const branchKey = (threadId: string) => ['threads', 'branch', threadId] as const;

export function messagesOf(branch: Branch): Message[] {
  return branch.pages.toReversed().flatMap((page) => page.items);
}

function draftMessage(threadId: string, fields: Pick<Message, 'id' | 'parent_id' | 'role' | 'content' | 'status'>): Message {
  return {
    ...fields,
    thread_id: threadId,
    thinking: null,
    model: null,
    cost_usd: null,
    metadata: null,
    input_tokens: null,
    output_tokens: null,
    error: null,
    created_at: new Date().toISOString(),
    sibling_ids: [fields.id],
  };
}

function awaitedAnswer(threadId: string, turn: Turn): Message {
  return draftMessage(threadId, {
    id: turn.message_id,
    parent_id: turn.user_message_id,
    role: 'assistant',
    content: '',
    status: 'streaming',
  });
}

function changeNewest(branch: Branch, change: (items: Message[]) => Message[]): Branch {
  return {
    ...branch,
    pages: branch.pages.map((page, index) => (index === 0 ? { ...page, items: change(page.items) } : page)),
  };
}

const emptyBranch: Branch = { pages: [{ items: [], next_before: null }], pageParams: [null] };

/** Adds a question and the answer that is about to be written. */
export function appendTurn(branch: Branch | undefined, threadId: string, content: string, turn: Turn): Branch {
  const question = draftMessage(threadId, {
    id: turn.user_message_id,
    parent_id: branch?.pages[0]?.items.at(-1)?.id ?? null,
    role: 'user',
    content,
    status: 'complete',
  });
  return changeNewest(branch ?? emptyBranch, (items) => {
    // A message sent again after a lost response may have been loaded in between.
    if (items.some((item) => item.id === turn.message_id)) return items;
    return [...items, question, awaitedAnswer(threadId, turn)];
  });
}

/** Puts a new sibling in the place of an answer; what followed the old one belongs to another branch. */
export function replaceAnswer(branch: Branch, answer: Message, turn: Turn): Branch {
  const sibling = {
    ...awaitedAnswer(answer.thread_id, turn),
    sibling_ids: [...answer.sibling_ids, turn.message_id],
  };
  return changeNewest(branch, (items) => {
    const index = items.findIndex((item) => item.id === answer.id);
    return index === -1 ? items : [...items.slice(0, index), sibling];
  });
}

export function updateMessage(branch: Branch, message: MessageRecord): Branch {
  return changeNewest(branch, (items) => items.map((item) => (item.id === message.id ? { ...item, ...message } : item)));
}
