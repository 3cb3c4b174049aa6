import { describe, expect, it } from 'vitest';
import type { AiModel } from '../../api/types';
import { changesOf, creationOf, emptyFields, fieldsOf, losesKey, mistakesIn, withProvider } from './modelForm';

const model: AiModel = {
  id: 'm', name: 'Mine', provider: 'openai_compatible', usage_type: 'general', is_active: true, is_default: true, has_key: true,
  api_key: { mask: 'sk-…abcd', set_at: '2026-11-22T00:00:00Z' },
  config: { base_url: 'https://models.example.org/v1', model: 'm1', window: 4096, allow_private_network: false },
  window: 4096, price: null, created_at: '2026-11-22T00:00:00Z', updated_at: '2026-11-22T00:00:00Z',
};

describe('the form of a model', () => {
  it('needs little where the provider is known', () => {
    const fields = { ...emptyFields('anthropic'), model: ' claude-haiku-4-5 ', apiKey: ' secret ' };
    expect(mistakesIn(fields)).toEqual({});
    expect(creationOf(fields)).toMatchObject({
      name: 'claude-haiku-4-5', provider: 'anthropic', api_key: 'secret', config: { base_url: null, model: 'claude-haiku-4-5', window: 200_000 },
    });
  });

  it('asks for what nobody can know', () => {
    expect(Object.keys(mistakesIn(emptyFields('openai_compatible')))).toEqual(['model', 'baseUrl']);
    expect(mistakesIn({ ...fieldsOf(model), priceInput: 1 })).toEqual({ priceOutput: 'Both prices or none' });
  });

  it('keeps the rest of a model that is changed, and its key', () => {
    const changes = changesOf({ ...fieldsOf(model), name: 'Ours' });
    expect(changes).toEqual({
      name: 'Ours', provider: 'openai_compatible', usage_type: 'general',
      config: { base_url: 'https://models.example.org/v1', model: 'm1', window: 4096, allow_private_network: false, price_input: null, price_output: null },
    });
  });

  it('tells when the key goes with the address', () => {
    const fields = fieldsOf(model);
    expect(losesKey(model, { ...fields, baseUrl: `${fields.baseUrl}/`, model: 'm2' })).toBe(false);
    expect(losesKey(model, { ...fields, baseUrl: 'https://other.example.org/v1' })).toBe(true);
    expect(losesKey(model, withProvider(fields, 'google'))).toBe(true);
    expect(losesKey({ ...model, has_key: false }, withProvider(fields, 'google'))).toBe(false);
  });
});
