import { describe, expect, it } from 'vitest';
import { appendTurn, messagesOf, replaceAnswer, updateMessage, type Branch } from './branch';

const turn = { user_message_id: 'q1', message_id: 'a1' };
const first = appendTurn(undefined, 't', 'Hello', turn);

function ids(branch: Branch): string[] {
  return messagesOf(branch).map((message) => message.id);
}

describe('the cached branch', () => {
  it('begins with a question and the answer that is awaited', () => {
    expect(messagesOf(first)).toMatchObject([
      { id: 'q1', role: 'user', content: 'Hello', status: 'complete', parent_id: null },
      { id: 'a1', role: 'assistant', content: '', status: 'streaming', parent_id: 'q1' },
    ]);
  });

  it('adds a turn at the end, after the older pages', () => {
    const older: Branch = {
      pages: [...first.pages, { items: [messagesOf(first)[0]!].map((item) => ({ ...item, id: 'old' })), next_before: null }],
      pageParams: [null, 'q1'],
    };
    const next = appendTurn(older, 't', 'More', { user_message_id: 'q2', message_id: 'a2' });
    expect(ids(next)).toEqual(['old', 'q1', 'a1', 'q2', 'a2']);
    expect(messagesOf(next)[3]!.parent_id).toBe('a1');
  });

  it('puts a new sibling in the place of an answer and drops what followed it', () => {
    const longer = appendTurn(first, 't', 'More', { user_message_id: 'q2', message_id: 'a2' });
    const answer = messagesOf(longer)[1]!;
    const replaced = replaceAnswer(longer, answer, { user_message_id: 'q1', message_id: 'a1b' });
    expect(ids(replaced)).toEqual(['q1', 'a1b']);
    expect(messagesOf(replaced)[1]).toMatchObject({ status: 'streaming', sibling_ids: ['a1', 'a1b'] });
  });

  it('leaves the other messages identical when one changes, so that they are not drawn again', () => {
    const [question, answer] = messagesOf(first);
    const updated = messagesOf(updateMessage(first, { ...answer!, content: 'Hi', status: 'complete' }));
    expect(updated[0]).toBe(question);
    expect(updated[1]).toMatchObject({ content: 'Hi', status: 'complete' });
  });
});
