import type { AiModel, AiModelChanges, AiModelCreation, ModelConfig } from '../../api/types';
import type { Provider, UsageType } from './models';

/** Providers that somebody can add models of. */
export type OutsideProvider = Exclude<Provider, 'embedded'>;

interface ProviderDefaults {
  label: string;
  /** Where it is unless somebody says otherwise; what is merely compatible may be anywhere. */
  baseUrl: string | null;
  exampleModel: string;
  window: number;
  needsKey: boolean;
  isPrivate: boolean;
}

export const PROVIDERS: Record<OutsideProvider, ProviderDefaults> = {
  openai_compatible: {
    label: 'OpenAI-compatible',
    baseUrl: null,
    exampleModel: 'gpt-5-mini',
    window: 32_768,
    needsKey: true,
    isPrivate: false,
  },
  anthropic: {
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    exampleModel: 'claude-haiku-4-5',
    window: 200_000,
    needsKey: true,
    isPrivate: false,
  },
  google: {
    label: 'Google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    exampleModel: 'gemini-2.5-flash',
    window: 1_048_576,
    needsKey: true,
    isPrivate: false,
  },
  ollama: {
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    exampleModel: 'qwen3:4b',
    window: 8192,
    needsKey: false,
    isPrivate: true,
  },
};

/** What stands in the form. Numbers may be empty while somebody types. */
export interface ModelFields {
  provider: OutsideProvider;
  name: string;
  model: string;
  baseUrl: string;
  apiKey: string;
  window: number | '';
  usageType: UsageType;
  isPrivate: boolean;
  priceInput: number | '';
  priceOutput: number | '';
}

export function emptyFields(provider: OutsideProvider): ModelFields {
  const { window, isPrivate } = PROVIDERS[provider];
  return { provider, name: '', model: '', baseUrl: '', apiKey: '', window, usageType: 'general', isPrivate, priceInput: '', priceOutput: '' };
}

/** Another provider is somewhere else and holds more or less; what was typed stays. */
export function withProvider(fields: ModelFields, provider: OutsideProvider): ModelFields {
  const { window, isPrivate } = PROVIDERS[provider];
  return { ...fields, provider, window, isPrivate, baseUrl: '' };
}

export function fieldsOf(model: AiModel): ModelFields {
  const { base_url: baseUrl, model: name, price_input: priceInput, price_output: priceOutput } = model.config;
  const provider = model.provider === 'embedded' ? 'openai_compatible' : model.provider;
  return {
    provider,
    name: model.name,
    model: String(name ?? ''),
    baseUrl: baseUrl === PROVIDERS[provider].baseUrl ? '' : String(baseUrl ?? ''),
    apiKey: '',
    window: model.window,
    usageType: model.usage_type,
    isPrivate: model.config['allow_private_network'] === true,
    priceInput: typeof priceInput === 'number' ? priceInput : '',
    priceOutput: typeof priceOutput === 'number' ? priceOutput : '',
  };
}

function configOf(fields: ModelFields): ModelConfig {
  return {
    base_url: fields.baseUrl.trim() || null,
    model: fields.model.trim(),
    window: fields.window === '' ? PROVIDERS[fields.provider].window : fields.window,
    allow_private_network: fields.isPrivate,
    price_input: fields.priceInput === '' ? null : fields.priceInput,
    price_output: fields.priceOutput === '' ? null : fields.priceOutput,
  };
}

/** Called like the model where nobody gave it a name. */
const nameOf = (fields: ModelFields) => fields.name.trim() || fields.model.trim();

export function creationOf(fields: ModelFields): AiModelCreation {
  return {
    name: nameOf(fields),
    provider: fields.provider,
    usage_type: fields.usageType,
    is_active: true,
    config: configOf(fields),
    ...(fields.apiKey.trim() && { api_key: fields.apiKey.trim() }),
  };
}

/** Without a key the stored one stays. */
export function changesOf(fields: ModelFields): AiModelChanges {
  const { is_active: _, ...changes } = creationOf(fields);
  return changes;
}

const addressOf = (fields: ModelFields) => (fields.baseUrl.trim() || (PROVIDERS[fields.provider].baseUrl ?? '')).replace(/\/+$/, '');

/** A key belongs to one host: the server forgets it when the address changes. */
export function losesKey(model: AiModel, fields: ModelFields): boolean {
  const before = fieldsOf(model);
  return model.has_key && (before.provider !== fields.provider || addressOf(before) !== addressOf(fields));
}

/** What is missing or wrong, by field, as far as it can be told without the server. */
export function mistakesIn(fields: ModelFields): Partial<Record<keyof ModelFields, string>> {
  const mistakes: Partial<Record<keyof ModelFields, string>> = {};
  if (fields.model.trim() === '') mistakes.model = 'Which model is it?';
  if (addressOf(fields) === '') mistakes.baseUrl = 'Where is it?';
  if ((fields.priceInput === '') !== (fields.priceOutput === '')) mistakes[fields.priceInput === '' ? 'priceInput' : 'priceOutput'] = 'Both prices or none';
  return mistakes;
}
