import { describe, expect, it } from 'vitest';
import { describeCost, formatCost, seenContext } from './gauge';

describe('describeCost', () => {
  it('tells nothing spent from nothing known', () => {
    expect(describeCost({ cost_usd: '0.000000', uncosted_answers: 0 })).toBe('Free');
    expect(describeCost({ cost_usd: null, uncosted_answers: 2 })).toBe('Not known');
  });

  it('is a lower bound where some answers have no known cost', () => {
    expect(describeCost({ cost_usd: '0.5', uncosted_answers: 1 })).toBe('At least $0.50');
    expect(describeCost({ cost_usd: '0', uncosted_answers: 1 })).toBe('Partly not known');
  });
});

describe('formatCost', () => {
  it('shows cents, and parts of them where there is little else', () => {
    expect([0.00001, 0.0012, 0.0305, 1.236, 1200].map(formatCost)).toEqual(['less than $0.0001', '$0.0012', '$0.0305', '$1.24', '$1,200.00']);
  });
});

describe('seenContext', () => {
  it('reads what the server noted, and nothing else', () => {
    expect(seenContext({ metadata: { context: { messages: 3, cut_characters: 0 } } })).toEqual({ messages: 3, cutCharacters: 0 });
    expect(seenContext({ metadata: { context: 'x' } })).toBeNull();
    expect(seenContext({ metadata: null })).toBeNull();
  });
});
