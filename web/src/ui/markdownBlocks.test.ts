import { expect, it } from 'vitest';
import { splitBlocks, withoutHalfTable } from './markdownBlocks';

it.each([
  ['paragraphs', 'One\ntwo\n\nThree', ['One\ntwo\n\n', 'Three']],
  ['a list with blank lines', '1. a\n\n2. b\n\n   more\n\nEnd', ['1. a\n\n2. b\n\n   more\n\n', 'End']],
  ['a fence', 'A\n\n```py\nx\n\ny\n```\n\nB', ['A\n\n', '```py\nx\n\ny\n```\n\n', 'B']],
  ['a fence inside a longer one', '````\n```\n\n```\n````\n\nB', ['````\n```\n\n```\n````\n\n', 'B']],
  ['a fence that is still open', '~~~\na\n\nb', ['~~~\na\n\nb']],
  ['nothing', '', ['']],
])('splits %s', (_, text, blocks) => {
  expect(splitBlocks(text)).toEqual(blocks);
  expect(splitBlocks(text).join('')).toBe(text);
});

it.each([
  ['|', ''],
  ['| a | b', ''],
  ['| a | b |\n| --', ''],
  ['| a | b |\n| -- | :-: |\n', ''],
  ['| a | b |\n| -- | -- |\n| 1', '| a | b |\n| -- | -- |\n| 1'],
  ['|x| is a length\nand no table', '|x| is a length\nand no table'],
  ['a | b', 'a | b'],
])('of %j shows %j while it grows', (block, shown) => {
  expect(withoutHalfTable(block)).toBe(shown);
});
