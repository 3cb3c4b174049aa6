import { replaceEqualDeep } from '@tanstack/react-query';
import type { BranchPage, Message, MessageRecord, Turn } from '../../api/types';

/**
 * The stretch of the chosen branch that is loaded, oldest first: its end, or the surroundings of a message that was
 * jumped to. What stands above a message never changes, so one page tells how all that is loaded goes on.
 */
export type Branch = BranchPage;

export const branchKey = (threadId: string) => ['threads', 'branch', threadId] as const;

const emptyBranch: Branch = { items: [], next_before: null, next_after: null };

/** The loaded stretch up to where the page begins, then the page; the page alone where the two do not meet. */
export function continueWith(branch: Branch | undefined, page: BranchPage): Branch {
  const parentId = page.items[0]?.parent_id ?? null;
  const index = branch && parentId !== null ? branch.items.findIndex((item) => item.id === parentId) : -1;
  if (!branch || index === -1) return page;
  return { ...page, items: [...branch.items.slice(0, index + 1), ...page.items], next_before: branch.next_before };
}

/** The page that stands above the loaded stretch, and the stretch. */
export function precedeWith(branch: Branch, page: BranchPage): Branch {
  // Somebody walked to another branch meanwhile: this page leads nowhere any more.
  if (branch.items[0]?.parent_id !== page.items.at(-1)?.id) return branch;
  return { ...branch, items: [...page.items, ...branch.items], next_before: page.next_before };
}

/** Keeps every message that is as it was, so that it is not drawn again. */
export function keepUnchanged(previous: Branch | undefined, next: Branch): Branch {
  if (!previous) return next;
  const known = new Map(previous.items.map((item) => [item.id, item]));
  return { ...next, items: next.items.map((item) => replaceEqualDeep(known.get(item.id), item)) };
}

function beginMessage(threadId: string, fields: Pick<Message, 'id' | 'parent_id' | 'role' | 'content' | 'status' | 'sibling_ids'>): Message {
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
  };
}

function awaitedAnswer(threadId: string, turn: Turn, siblingIds: string[]): Message {
  return beginMessage(threadId, {
    id: turn.message_id,
    parent_id: turn.user_message_id,
    role: 'assistant',
    content: '',
    status: 'streaming',
    sibling_ids: [...siblingIds, turn.message_id],
  });
}

/** Everything up to that message, or nothing where it is null; what followed belongs to another branch from now on. */
function upTo(branch: Branch, messageId: string | null): Branch {
  const end = messageId === null ? 0 : branch.items.findIndex((item) => item.id === messageId) + 1;
  return { ...branch, items: branch.items.slice(0, end), next_after: null };
}

/** Adds a question and the answer that is about to be written: at the end, or beside the question that was edited. */
export function appendTurn(branch: Branch = emptyBranch, threadId: string, content: string, turn: Turn, edited?: Message | undefined): Branch {
  // A message sent again after a lost response may have been loaded in between.
  if (branch.items.some((item) => item.id === turn.message_id)) return branch;
  const parentId = edited ? edited.parent_id : (branch.items.at(-1)?.id ?? null);
  const question = beginMessage(threadId, {
    id: turn.user_message_id,
    parent_id: parentId,
    role: 'user',
    content,
    status: 'complete',
    sibling_ids: [...(edited?.sibling_ids ?? []), turn.user_message_id],
  });
  const before = upTo(branch, parentId);
  return { ...before, items: [...before.items, question, awaitedAnswer(threadId, turn, [])] };
}

/** Puts a new sibling in the place of an answer. */
export function replaceAnswer(branch: Branch, answer: Message, turn: Turn): Branch {
  const before = upTo(branch, answer.parent_id);
  return { ...before, items: [...before.items, awaitedAnswer(answer.thread_id, turn, answer.sibling_ids)] };
}

export function updateMessage(branch: Branch, message: MessageRecord): Branch {
  return { ...branch, items: branch.items.map((item) => (item.id === message.id ? { ...item, ...message } : item)) };
}
