import { expect, it } from 'vitest';
import { hasWords } from './words';

it.each([
  ['Ideas for the café', 'cafe', true],
  ['Ideas for the café', 'CAFÉ id', true],
  ['Ideas for the café', 'deas', false],
  ['Ideas for the café', 'ideas tea', false],
  ['Release v2.1 (draft)', '2 v', false],
  ['Release v2.1 (draft)', 'draft v2', true],
  ['Über uns', 'uber', true],
  ['日本の計画', '日本', true],
  ['Anything', '', true],
])('finds in “%s” what was typed as “%s”: %s', (text, typed, isFound) => {
  expect(hasWords(text, typed)).toBe(isFound);
});
