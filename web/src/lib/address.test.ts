import { expect, it } from 'vitest';
import { parseSearch, stringifySearch, wordsOf } from './address';

it.each(['dentist', '007', '1542e085', '12345678901234567890', 'true', 'null', '"quoted"', '[1]', '{', 'a b&c=d', '-1', '2026'])('keeps the words %s', (q) => {
  const address: Record<string, unknown> = parseSearch(stringifySearch({ q }));
  expect(wordsOf(address.q)).toBe(q);
});

it('reads what somebody typed into the address', () => {
  expect(parseSearch('?q=1542e085&open=new')).toEqual({ q: '1542e085', open: 'new' });
});

it('keeps what is true', () => {
  expect(parseSearch(stringifySearch({ temporary: true, isPinned: undefined }))).toEqual({ temporary: true });
});
