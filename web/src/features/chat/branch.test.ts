import { describe, expect, it } from 'vitest';
import type { Message } from '../../api/types';
import { appendTurn, continueWith, keepUnchanged, precedeWith, replaceAnswer, updateMessage, type Branch } from './branch';

const turn = { user_message_id: 'q1', message_id: 'a1' };
const first = appendTurn(undefined, 't', 'Hello', turn);
const longer = appendTurn(first, 't', 'More', { user_message_id: 'q2', message_id: 'a2' });

function ids(branch: Branch): string[] {
  return branch.items.map((message) => message.id);
}

/** A chain of messages, each the parent of the next. */
function chain(...names: string[]): Message[] {
  return names.map((id, index) => ({ ...first.items[0]!, id, parent_id: names[index - 1] ?? null, sibling_ids: [id] }));
}

function below(parentId: string, ...names: string[]): Branch {
  return { items: chain(parentId, ...names).slice(1), next_before: names[0]!, next_after: null };
}

describe('a new turn', () => {
  it('begins with a question and the answer that is awaited', () => {
    expect(first.items).toMatchObject([
      { id: 'q1', role: 'user', content: 'Hello', status: 'complete', parent_id: null },
      { id: 'a1', role: 'assistant', content: '', status: 'streaming', parent_id: 'q1' },
    ]);
  });

  it('stands at the end, below what was said last, once', () => {
    expect(ids(longer)).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(longer.items[2]!.parent_id).toBe('a1');
    expect(appendTurn(longer, 't', 'More', { user_message_id: 'q2', message_id: 'a2' })).toBe(longer);
  });

  it('stands beside the question that was edited, and what followed that is of another branch', () => {
    const edited = appendTurn(longer, 't', 'Less', { user_message_id: 'q3', message_id: 'a3' }, longer.items[2]);
    expect(ids(edited)).toEqual(['q1', 'a1', 'q3', 'a3']);
    expect(edited.items[2]).toMatchObject({ content: 'Less', parent_id: 'a1', sibling_ids: ['q2', 'q3'] });
    const anew = appendTurn(longer, 't', 'Hi', { user_message_id: 'q4', message_id: 'a4' }, longer.items[0]);
    expect(ids(anew)).toEqual(['q4', 'a4']);
    expect(anew.items[0]).toMatchObject({ parent_id: null, sibling_ids: ['q1', 'q4'] });
  });

  it('puts a new sibling in the place of an answer', () => {
    const replaced = replaceAnswer(longer, longer.items[1]!, { user_message_id: 'q1', message_id: 'a1b' });
    expect(ids(replaced)).toEqual(['q1', 'a1b']);
    expect(replaced.items[1]).toMatchObject({ status: 'streaming', sibling_ids: ['a1', 'a1b'] });
  });
});

describe('the loaded stretch', () => {
  const stretch: Branch = { items: chain('root', 'a', 'b', 'c', 'd').slice(1), next_before: 'a', next_after: null };

  it('goes on with a page that begins anywhere in it', () => {
    expect(ids(continueWith(stretch, below('d', 'e', 'f')))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(ids(continueWith(stretch, below('b', 'c', 'd', 'e')))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(ids(continueWith(stretch, below('b', 'x')))).toEqual(['a', 'b', 'x']);
    expect(continueWith(stretch, below('b', 'x')).next_before).toBe('a');
  });

  it('gives way to a page that is no part of it', () => {
    const elsewhere = below('m', 'n', 'o');
    expect(continueWith(stretch, elsewhere)).toBe(elsewhere);
    expect(continueWith(undefined, elsewhere)).toBe(elsewhere);
    const whole: Branch = { items: chain('p', 'q'), next_before: null, next_after: null };
    expect(continueWith(stretch, whole)).toBe(whole);
  });

  it('takes older messages only from its own branch', () => {
    const older: Branch = { items: chain('top', 'root'), next_before: null, next_after: 'root' };
    expect(ids(precedeWith(stretch, older))).toEqual(['top', 'root', 'a', 'b', 'c', 'd']);
    expect(precedeWith(stretch, older)).toMatchObject({ next_before: null, next_after: null });
    expect(precedeWith(stretch, below('m', 'n'))).toBe(stretch);
  });

  it('leaves the other messages identical when one changes or more come, so that they are not drawn again', () => {
    const [question, answer] = first.items;
    const updated = updateMessage(first, { ...answer!, content: 'Hi', status: 'complete' });
    expect(updated.items[0]).toBe(question);
    expect(updated.items[1]).toMatchObject({ content: 'Hi', status: 'complete' });
    const fetched: Branch = structuredClone({ ...updated, items: [...chain('old'), ...updated.items] });
    const kept = keepUnchanged(updated, fetched);
    expect(kept.items[1]).toBe(question);
    expect(kept.items[2]).toBe(updated.items[1]);
  });
});
