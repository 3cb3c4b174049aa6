import { resource } from '../../api/resource';
import type { AiModel, AiModelChanges, AiModelCreation } from '../../api/types';
import { formatDate } from '../../lib/time';
import type { ListShape } from '../../ui/list/listRequest';

export const models = resource<AiModel, AiModelCreation, AiModelChanges>('/ai-models');

/** There are few: only which one lies open is in the page's address. */
export const MODEL_LIST: ListShape = { filters: [], sorts: [] };

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
export function chatModels(all: readonly AiModel[]): AiModel[] {
  return all.filter((model) => model.is_active && model.usage_type === 'general').toSorted((a, b) => Number(b.is_default) - Number(a.is_default));
}

export interface UsageGroup {
  usage: UsageType;
  /** In the order in which they are asked; those that are off come last. */
  items: AiModel[];
}

const rank = ({ is_active: isActive, is_default: isDefault, provider }: AiModel) =>
  Number(!isActive) * 4 + Number(provider === 'embedded') * 2 + Number(!isDefault);

/** The models of each usage that has any: the default, then the latest added first, and the built-in one last. */
export function groupByUsage(all: readonly AiModel[]): UsageGroup[] {
  return (Object.keys(USAGE_NAMES) as UsageType[])
    .map((usage) => ({ usage, items: all.filter(({ usage_type: of }) => of === usage).toSorted((a, b) => rank(a) - rank(b)) }))
    .filter(({ items }) => items.length > 0);
}

/** Providers that let nobody in without a key. */
const NEEDING_KEY: readonly Provider[] = ['anthropic', 'google'];

export const lacksKey = ({ api_key: key, provider }: Pick<AiModel, 'api_key' | 'provider'>) => key === null && NEEDING_KEY.includes(provider);

/** What is known of its key, in a few words; nothing where it needs none and has none. */
export function keyWords({ api_key: key, provider }: Pick<AiModel, 'api_key' | 'provider'>): string | null {
  if (key) return `Key ${key.mask}, set ${formatDate(key.set_at)}`;
  return lacksKey({ api_key: key, provider }) ? 'It needs a key' : null;
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
