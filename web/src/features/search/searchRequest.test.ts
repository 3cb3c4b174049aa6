import { expect, it } from 'vitest';
import { hasFilters, readSearch, startOf } from './searchRequest';

it('reads what a search page wrote into its address', () => {
  const request = { q: 'kettle', within: 'archive', isPinned: true, role: 'user', past: 'week' } as const;
  expect(readSearch(request)).toEqual(request);
  expect(hasFilters(readSearch(request))).toBe(true);
});

it('reads words that look like a number', () => {
  expect(readSearch({ q: 2026 }).q).toBe('2026');
});

it('drops what no search page wrote', () => {
  const read = readSearch({ q: ['a'], within: 'everywhere', isPinned: 'yes', role: 'system', past: 'century' });
  expect(read.q).toBe('');
  expect(hasFilters(read)).toBe(false);
});

it('cuts what the server would refuse', () => {
  expect(readSearch({ q: 'x'.repeat(5000) }).q).toHaveLength(200);
});

it('goes back a week of days', () => {
  expect(startOf('week', new Date('2026-11-22T10:00:00Z')).toISOString()).toBe('2026-11-15T10:00:00.000Z');
});
