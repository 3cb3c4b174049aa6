import { describe, expect, it } from 'vitest';
import type { AiModel } from '../../api/types';
import { chatModels, priceHint } from './models';

function model(id: string, fields: Partial<AiModel> = {}): AiModel {
  return {
    id, name: id, provider: 'openai_compatible', usage_type: 'general', is_active: true, has_key: false, api_key: null, config: {},
    window: 8192, price: null, created_at: '2026-11-22T00:00:00Z', updated_at: '2026-11-22T00:00:00Z', ...fields,
  };
}

describe('chatModels', () => {
  it('begins with the newest that is on, and ends with the one that is built in', () => {
    const models = [
      model('built-in', { provider: 'embedded', created_at: '2026-11-23T00:00:00Z' }),
      model('old', { created_at: '2026-11-20T00:00:00Z' }),
      model('off', { is_active: false }),
      model('memory', { usage_type: 'memory' }),
      model('new'),
    ];
    expect(chatModels(models).map(({ id }) => id)).toEqual(['new', 'old', 'built-in']);
  });
});

describe('priceHint', () => {
  it('tells free from unknown', () => {
    expect(priceHint({ price: null })).toBe('Price not known');
    expect(priceHint({ price: { input: 0, output: 0 } })).toBe('Free');
    expect(priceHint({ price: { input: 0.5, output: 12 } })).toBe('$0.50 in, $12 out per million');
  });
});
