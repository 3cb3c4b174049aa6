import { parseSearchWith, stringifySearchWith } from '@tanstack/react-router';

/** Throws where it is plain text: a number is, too, or what somebody looks for would be another one ("1e9", "007"). */
function readValue(text: string): unknown {
  if (!/^(true$|false$|null$|["[{])/.test(text)) throw new SyntaxError('plain text');
  return JSON.parse(text);
}

/** What stands behind the question mark of an address, and back. */
export const parseSearch = parseSearchWith(readValue);
export const stringifySearch = stringifySearchWith(JSON.stringify, readValue);
