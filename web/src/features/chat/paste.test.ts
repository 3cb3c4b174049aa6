import { describe, expect, it } from 'vitest';
import { describePasted, joined, lengthNote, LONGEST_MESSAGE } from './paste';

describe('joined', () => {
  it('puts what was pasted behind what was typed, in full', () => {
    const pasted = [{ id: 1, text: ' \n  indented\n\nlast\n' }, { id: 2, text: 'second' }];
    expect(joined(' Read this: \n', pasted)).toBe('Read this:\n\n  indented\n\nlast\n\nsecond');
    expect(joined('', [pasted[1]!])).toBe('second');
    expect(joined(' \n', [])).toBe('');
  });
});

describe('lengthNote', () => {
  it('speaks up near the limit only', () => {
    expect(lengthNote(5000)).toBeNull();
    expect(lengthNote(LONGEST_MESSAGE - 1)).toEqual({ text: '1 characters left', isTooLong: false });
    expect(lengthNote(LONGEST_MESSAGE + 1200)).toEqual({ text: '1,200 characters too many', isTooLong: true });
  });
});

describe('describePasted', () => {
  it('counts lines where there are some', () => {
    expect(describePasted('a\nb')).toBe('2 lines, 3 characters');
    expect(describePasted('abc')).toBe('3 characters');
  });
});
