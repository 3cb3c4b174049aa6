import type { AiModel } from '../../api/types';
import { formatDate } from '../../lib/time';

export type Provider = AiModel['provider'];
export type UsageType = AiModel['usage_type'];

export const PROVIDER_NAMES: Record<Provider, string> = {
  embedded: 'Built in, runs on this server',
  openai_compatible: 'OpenAI-compatible service',
  ollama: 'Ollama',
  anthropic: 'Anthropic',
  google: 'Google',
};

export const USAGE_NAMES: Record<UsageType, string> = {
  general: 'Chats, and all that has no model of its own',
  interview: 'Interviews',
  prompt_generation: 'Writing prompts',
  commit_generation: 'Commit messages',
  task_execution: 'Tasks',
  memory: 'Memory',
  embedding: 'Search by meaning',
};

/** Models that can answer in a chat, the default first, then as the list has them. */
export function chatModels(models: readonly AiModel[]): AiModel[] {
  return models.filter((model) => model.is_active && model.usage_type === 'general').toSorted((a, b) => Number(b.is_default) - Number(a.is_default));
}

/** Providers that let nobody in without a key. */
const NEEDING_KEY: readonly Provider[] = ['anthropic', 'google'];

/** What is known of its key, in a few words; nothing where it needs none and has none. */
export function keyWords({ api_key: key, provider }: Pick<AiModel, 'api_key' | 'provider'>): string | null {
  if (key) return `Key ${key.mask}, set ${formatDate(key.set_at)}`;
  return NEEDING_KEY.includes(provider) ? 'It needs a key' : null;
}

function dollars(amount: number): string {
  const minimumFractionDigits = Number.isInteger(amount) ? 0 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits, maximumFractionDigits: 4 })}`;
}

/** What a model costs, in a few words. */
export function priceHint({ price }: Pick<AiModel, 'price'>): string {
  if (price === null) return 'Price not known';
  if (price.input === 0 && price.output === 0) return 'Free';
  return `${dollars(price.input)} in, ${dollars(price.output)} out per million`;
}

export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
