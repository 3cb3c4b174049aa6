import { describe, expect, it } from 'vitest';
import { isAwaited } from './newAddress';

const HOUR = 60 * 60 * 1000;
const asked = { email: 'Ada@new.example', askedAt: 1000 };

describe('a new address', () => {
  it('is waited for while its link works', () => {
    expect(isAwaited(asked, 'ada@old.example', 1000 + 23 * HOUR)).toBe(true);
    expect(isAwaited(asked, 'ada@old.example', 1000 + 24 * HOUR)).toBe(false);
  });
  it('is not waited for once it is theirs, or where nobody asked for it', () => {
    expect(isAwaited(asked, 'ada@new.example', 1000)).toBe(false);
    expect(isAwaited(null, 'ada@new.example', 1000)).toBe(false);
  });
});
