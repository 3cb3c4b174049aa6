import { parseSearchWith, stringifySearchWith } from '@tanstack/react-router';

/** Throws where it is plain text: `1e9` is, too, or somebody who looks for that would look for 1000000000. */
function readValue(text: string): unknown {
  if (!/^(true$|false$|null$|["[{])/.test(text)) throw new SyntaxError('plain text');
  return JSON.parse(text);
}

/** What stands behind the question mark of an address, and back. */
export const parseSearch = parseSearchWith(readValue);
export const stringifySearch = stringifySearchWith(JSON.stringify, readValue);

/** Words from an address; the router reads those that a number is written like as that number. */
export const wordsOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
