import { describe, expect, it } from 'vitest';
import type { AiModel } from '../../api/types';
import { changesBetween, creationOf, draftsOf, missingIn, type Drafts } from '../../ui/form/fields';
import { followProvider, losesKey, modelFields, NEW_MODEL, withName } from './modelForm';

const model: AiModel = {
  id: 'm', name: 'Mine', provider: 'openai_compatible', usage_type: 'general', is_active: true, is_default: true, has_key: true,
  api_key: { mask: 'sk-…abcd', set_at: '2026-11-22T00:00:00Z' },
  config: { base_url: 'https://models.example.org/v1', model: 'm1', window: 4096, allow_private_network: false },
  window: 4096, price: null, created_at: '2026-11-22T00:00:00Z', updated_at: '2026-11-22T00:00:00Z',
};

function filled(values: Drafts): Drafts {
  const begun = draftsOf(modelFields()({}), NEW_MODEL);
  return Object.entries(values).reduce((drafts, [name, value]) => followProvider({ ...drafts, [name]: value }, name), begun);
}

const created = (drafts: Drafts) => withName(creationOf(modelFields()(drafts), drafts) as Parameters<typeof withName>[0]);
const missing = (drafts: Drafts) => Object.keys(missingIn(modelFields()(drafts), drafts));

function edited(values: Drafts): Record<string, unknown> {
  const fields = modelFields(model)({});
  const base = draftsOf(fields, model);
  return changesBetween(fields, base, { ...base, ...values });
}

describe('the form of a model', () => {
  it('needs little where the provider is known', () => {
    const drafts = filled({ provider: 'anthropic', 'config.model': ' claude-haiku-4-5 ', api_key: ' secret ' });
    expect(missing(drafts)).toEqual([]);
    expect(created(drafts)).toEqual({
      name: 'claude-haiku-4-5', provider: 'anthropic', usage_type: 'general', api_key: 'secret',
      config: { model: 'claude-haiku-4-5', window: 200_000, allow_private_network: false },
    });
  });

  it('asks for what nobody can know', () => {
    expect(missing(filled({}))).toEqual(['config.base_url', 'config.model']);
    expect(missing(filled({ provider: 'ollama', 'config.model': 'm', 'config.price_input': 1 }))).toEqual(['config.price_output']);
  });

  it('sends the whole of how a model is reached, and nothing of a key that is left as it is', () => {
    expect(edited({ name: 'Ours' })).toEqual({ name: 'Ours' });
    expect(edited({ 'config.window': 8192 })).toEqual({ config: { ...model.config, window: 8192 } });
    expect(edited({ api_key: 'another' })).toEqual({ api_key: 'another' });
    expect(edited({ api_key: false })).toEqual({ api_key: null });
  });

  it('tells when the key goes with the address', () => {
    const drafts = draftsOf(modelFields(model)({}), model);
    const keyOf = (values: Drafts) => modelFields(model)({ ...drafts, ...values }).find(({ name }) => name === 'api_key');
    expect(losesKey(model, { ...drafts, 'config.base_url': 'https://models.example.org/v1/', 'config.model': 'm2' })).toBe(false);
    expect(losesKey(model, { ...drafts, 'config.base_url': 'https://other.example.org/v1' })).toBe(true);
    expect(losesKey(model, followProvider({ ...drafts, provider: 'google' }, 'provider'))).toBe(true);
    expect(losesKey({ ...model, api_key: null }, { ...drafts, provider: 'google' })).toBe(false);
    expect(keyOf({})).toMatchObject({ isStored: true });
    expect(keyOf({ 'config.base_url': 'https://other.example.org/v1' })).toMatchObject({ isStored: false });
  });

  it('asks only for the name of the built-in one', () => {
    expect(modelFields({ ...model, provider: 'embedded' })({}).map(({ name }) => name)).toEqual(['name']);
  });
});
