import type { AiModel, AiModelCreation } from '../../api/types';
import type { Drafts, Field, FieldName } from '../../ui/form/fields';
import { keyWords, USAGE_NAMES, type Provider } from './models';

/** Providers that somebody can add models of. */
type OutsideProvider = Exclude<Provider, 'embedded'>;

interface ProviderDefaults {
  label: string;
  /** Where it is unless somebody says otherwise; what is merely compatible may be anywhere. */
  baseUrl: string | null;
  exampleModel: string;
  /** In tokens. */
  window: number;
  needsKey: boolean;
  isPrivate: boolean;
}

const PROVIDERS: Record<OutsideProvider, ProviderDefaults> = {
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

const providerOptions = Object.entries(PROVIDERS).map(([value, { label }]) => ({ value, label }));
const usageOptions = Object.entries(USAGE_NAMES).map(([value, label]) => ({ value, label }));

function defaultsOf({ provider }: Drafts): ProviderDefaults {
  return Object.entries(PROVIDERS).find(([name]) => name === provider)?.[1] ?? PROVIDERS.openai_compatible;
}

/** What stands in the form of a new model. */
export const NEW_MODEL = {
  provider: 'openai_compatible',
  usage_type: 'general',
  config: { model: '', window: PROVIDERS.openai_compatible.window, allow_private_network: PROVIDERS.openai_compatible.isPrivate },
} satisfies Partial<AiModelCreation>;

/** Another provider is somewhere else and holds more or less; what else was typed stays. */
export function followProvider(drafts: Drafts, changed: string): Drafts {
  if (changed !== 'provider') return drafts;
  const { window, isPrivate } = defaultsOf(drafts);
  return { ...drafts, 'config.base_url': '', 'config.window': window, 'config.allow_private_network': isPrivate };
}

const textOf = (drafts: Drafts, name: string) => String(drafts[name] ?? '').trim();

/** A key belongs to one host: the server forgets it when the address changes. */
export function losesKey(model: Pick<AiModel, 'api_key' | 'provider' | 'config'>, drafts: Drafts): boolean {
  const address = (textOf(drafts, 'config.base_url') || (defaultsOf(drafts).baseUrl ?? '')).replace(/\/+$/, '');
  return model.api_key !== null && (drafts.provider !== model.provider || address !== model.config.base_url);
}

function keyField(drafts: Drafts, model: AiModel | undefined): Field<'api_key'> {
  const field = { kind: 'secret', name: 'api_key', label: 'API key', isStored: false } as const;
  if (model?.api_key && losesKey(model, drafts)) return { ...field, description: 'A key belongs to one address. Please enter the one for the new address.' };
  if (model?.api_key) return { ...field, isStored: true, description: `${keyWords(model)}. Leave this empty to keep it.` };
  return { ...field, description: defaultsOf(drafts).needsKey ? 'Kept encrypted, and never shown again' : 'Not needed for an Ollama of your own' };
}

type ModelField = Field<FieldName<AiModelCreation>>;

function priceField(name: 'config.price_input' | 'config.price_output', label: string, isOther: boolean): ModelField {
  const required = isOther && { required: 'Both prices or none' };
  return { kind: 'number', name, label, description: '$ per million tokens', placeholder: 'As known', least: 0, most: 100_000, decimals: 4, isHalf: true, isMore: true, ...required };
}

/** The form of a model; without one, of a new model. */
export const modelFields =
  (model?: AiModel) =>
  (drafts: Drafts): ModelField[] => {
    const { baseUrl, exampleModel } = defaultsOf(drafts);
    const nameField: ModelField = { kind: 'text', name: 'name', label: 'Name', description: 'As it is shown in chats', longest: 100, isHalf: true };
    if (model?.provider === 'embedded') return [{ ...nameField, isHalf: false, required: 'What is it called?' }];
    return [
      { kind: 'choice', name: 'provider', label: 'Provider', options: providerOptions },
      {
        kind: 'text',
        name: 'config.base_url',
        label: 'Address',
        description: baseUrl ? 'Only if it is not the usual one' : 'Up to and with the version, as in the provider’s documentation',
        placeholder: baseUrl ?? 'https://models.example.org/v1',
        longest: 1000,
        isCode: true,
        ...(baseUrl === null && { required: 'Where is it?' }),
      },
      keyField(drafts, model),
      { kind: 'text', name: 'config.model', label: 'Model', description: 'As the provider calls it', placeholder: exampleModel, longest: 255, isCode: true, isHalf: true, required: 'Which model is it?' },
      { ...nameField, placeholder: textOf(drafts, 'config.model') || 'The same', ...(model && { required: 'What is it called?' }) },
      { kind: 'flag', name: 'config.allow_private_network', label: 'It stands in my own network', description: 'Clew asks nobody there unless you say so.' },
      { kind: 'choice', name: 'usage_type', label: 'Used for', options: usageOptions, isMore: true },
      {
        kind: 'number',
        name: 'config.window',
        label: 'Window',
        description: 'Tokens that it can take, question and answer together',
        least: 512,
        most: 10_000_000,
        isMore: true,
        required: 'How much can it take?',
      },
      priceField('config.price_input', 'Price, read', textOf(drafts, 'config.price_output') !== ''),
      priceField('config.price_output', 'Price, written', textOf(drafts, 'config.price_input') !== ''),
    ];
  };

/** Called like the model where nobody gave it a name. */
export const withName = (model: Omit<AiModelCreation, 'name'> & { name?: string }): AiModelCreation => ({ ...model, name: model.name ?? model.config.model });
