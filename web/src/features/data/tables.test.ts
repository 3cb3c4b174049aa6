import { describe, expect, it } from 'vitest';
import { arrangeTables, formatBytes } from './tables';

const table = (name: string, rows: number, bytes: number, of: string | null, comment = '') => ({ name, rows, bytes, package: of, comment, is_protected: true });
const TABLES = [table('todos', 3, 900, 'planning', 'Something that a person wants to do.'), table('memories', 9, 900, 'memory'), table('jobs', 1, 5000, null)];
const names = (request: Parameters<typeof arrangeTables>[1]) => arrangeTables(TABLES, request).map(({ id }) => id);

describe('tables', () => {
  it('stand by their size, and by name where that is the same', () => {
    expect(names({})).toEqual(['jobs', 'memories', 'todos']);
    expect(names({ sort: '-rows' })).toEqual(['memories', 'todos', 'jobs']);
    expect(names({ sort: 'name' })).toEqual(['jobs', 'memories', 'todos']);
    expect(names({ sort: 'package' })).toEqual(['memories', 'todos', 'jobs']);
  });

  it('are found by name, by package and by what is said of them', () => {
    expect(names({ q: 'MEM' })).toEqual(['memories']);
    expect(names({ q: 'wants' })).toEqual(['todos']);
    expect(names({ q: 'plann' })).toEqual(['todos']);
  });
});

it.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [8192, '8.0 kB'],
  [1024 * 1024 - 1, '1024 kB'],
  [5.25 * 1024 ** 3, '5.3 GB'],
])('writes %s as %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
