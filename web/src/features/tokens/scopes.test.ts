import { describe, expect, it } from 'vitest';
import { scopesOf, scopeWords } from './scopes';

describe('what a token is for', () => {
  it('is all that its maker may, unless somebody chose', () => {
    expect(scopesOf('all', { todos: 'read' })).toBeNull();
    expect(scopesOf('read', { todos: 'change' })).toEqual(['*:read']);
  });

  it('is each resource of what was chosen, and nothing of the rest', () => {
    expect(scopesOf('chosen', { todos: 'change', documents: 'read' })).toEqual(['reminders:*', 'todos:*', 'documents:read']);
    expect(scopesOf('chosen', {})).toEqual([]);
  });

  it('is told in the words that it was chosen in', () => {
    expect(scopeWords(scopesOf('all', {}))).toEqual(['May do all that you may']);
    expect(scopeWords(scopesOf('read', {}))).toEqual(['May read everything']);
    const chosen = scopesOf('chosen', { chats: 'read', todos: 'change', models: 'read' });
    expect(scopeWords(chosen?.toReversed() ?? [])).toEqual(['May change: Todos and reminders', 'May read: Chats, Models']);
  });

  it('is told as it stands where it was made elsewhere', () => {
    expect(scopeWords(['todos:delete', 'threads:read'])).toEqual(['todos:delete', 'threads:read']);
    expect(scopeWords(['*:*', 'todos:read'])).toEqual(['May do all that you may']);
  });
});
