import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Message, Usage } from '../../api/types';

export const usageQuery = (threadId: string) =>
  queryOptions({ queryKey: ['threads', 'usage', threadId], queryFn: () => api.get<Usage>(`/threads/${threadId}/usage`) });

/** What the model was given for an answer. */
export interface SeenContext {
  messages: number;
  cutCharacters: number;
}

export function seenContext({ metadata }: Pick<Message, 'metadata'>): SeenContext | null {
  const context: unknown = metadata?.['context'];
  if (typeof context !== 'object' || context === null) return null;
  const { messages, cut_characters: cutCharacters } = context as Record<string, unknown>;
  return typeof messages === 'number' && typeof cutCharacters === 'number' ? { messages, cutCharacters } : null;
}

export const formatCount = (count: number) => count.toLocaleString('en-US');

export function formatCost(dollars: number): string {
  if (dollars === 0) return 'Free';
  if (dollars < 0.0001) return 'less than $0.0001';
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: dollars < 0.1 ? 4 : 2 })}`;
}

/** The cost of a thread, with what is not known of it. */
export function describeCost({ cost_usd: cost, uncosted_answers: uncosted }: Pick<Usage, 'cost_usd' | 'uncosted_answers'>): string {
  if (cost === null) return 'Not known';
  const known = formatCost(Number(cost));
  if (uncosted === 0) return known;
  return Number(cost) === 0 ? 'Partly not known' : `At least ${known}`;
}
