import { describe, expect, it } from 'vitest';
import type { AiModel } from '../../api/types';
import { chatModels, groupByUsage, keyWords, priceHint } from './models';

function model(id: string, fields: Partial<AiModel> = {}): AiModel {
  return {
    id, name: id, provider: 'openai_compatible', usage_type: 'general', is_active: true, is_default: false, has_key: false, api_key: null, config: {},
    window: 8192, price: null, created_at: '2026-11-22T00:00:00Z', updated_at: '2026-11-22T00:00:00Z', ...fields,
  };
}

describe('chatModels', () => {
  it('are those that are on and for chats, the default first', () => {
    const models = [model('new'), model('off', { is_active: false }), model('memory', { usage_type: 'memory', is_default: true }), model('first', { is_default: true }), model('old')];
    expect(chatModels(models).map(({ id }) => id)).toEqual(['first', 'new', 'old']);
  });
});

describe('groupByUsage', () => {
  it('has each usage with its models as they are asked, and those that are off at the end', () => {
    const models = [model('off', { is_active: false }), model('memory', { usage_type: 'memory' }), model('built in', { provider: 'embedded' }), model('new'), model('first', { is_default: true }), model('old')];
    expect(groupByUsage(models).map(({ usage, items }) => [usage, items.map(({ id }) => id)])).toEqual([
      ['general', ['first', 'new', 'old', 'built in', 'off']],
      ['memory', ['memory']],
    ]);
  });
});

describe('keyWords', () => {
  it('show as much as is shown of a key, and where one is missing', () => {
    const key = { mask: 'sk-…abcd', set_at: new Date(2020, 4, 3).toISOString() };
    expect(keyWords(model('m', { api_key: key }))).toMatch(/^Key sk-…abcd, set .*2020/);
    expect(keyWords(model('m', { provider: 'anthropic' }))).toBe('It needs a key');
    expect(keyWords(model('m', { provider: 'ollama' }))).toBeNull();
  });
});

describe('priceHint', () => {
  it('tells free from unknown', () => {
    expect(priceHint({ price: null })).toBe('Price not known');
    expect(priceHint({ price: { input: 0, output: 0 } })).toBe('Free');
    expect(priceHint({ price: { input: 0.5, output: 12 } })).toBe('$0.50 in, $12 out per million');
  });
});
