import type { AiModel } from '../../api/types';

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

const isBuiltIn = (model: AiModel) => Number(model.provider === 'embedded');

/** Models of one usage, in the order in which the server would ask them (`AIModels.line`). */
export function modelsInLine(models: readonly AiModel[], usage: UsageType): AiModel[] {
  return models
    .filter((model) => model.is_active && model.usage_type === usage)
    .toSorted((a, b) => isBuiltIn(a) - isBuiltIn(b) || b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id));
}

/** Models that can answer in a chat, the default first. */
export const chatModels = (models: readonly AiModel[]) => modelsInLine(models, 'general');

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
