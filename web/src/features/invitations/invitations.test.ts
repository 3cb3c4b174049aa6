import { describe, expect, it } from 'vitest';
import { stateOf, stateWords } from './invitations';

const NOW = new Date(2026, 4, 10, 12).getTime();
const at = (day: number, hour = 9) => new Date(2026, 4, day, hour).toISOString();

describe('an invitation', () => {
  it('works until it is used or over', () => {
    expect(stateOf({ spent_at: null, expires_at: at(12) }, NOW)).toBe('open');
    expect(stateOf({ spent_at: null, expires_at: at(10) }, NOW)).toBe('over');
    expect(stateOf({ spent_at: at(9), expires_at: at(10) }, NOW)).toBe('used');
  });

  it('says what became of it', () => {
    expect(stateWords({ spent_at: null, expires_at: at(11, 0) }, NOW)).toBe('Works until tomorrow');
    expect(stateWords({ spent_at: null, expires_at: at(9, 0) }, NOW)).toBe('Ended yesterday');
    expect(stateWords({ spent_at: at(10, 0), expires_at: at(12) }, NOW)).toBe('Used today');
  });
});
