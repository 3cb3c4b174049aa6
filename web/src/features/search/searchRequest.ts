import { wordsOf } from '../../lib/address';

/** What is looked for and where. It is the address of the search page too, so that a search can be kept and shared. */
export interface SearchRequest {
  q: string;
  within?: 'chats' | 'archive' | undefined;
  isPinned?: true | undefined;
  role?: 'user' | 'assistant' | undefined;
  past?: Past | undefined;
}

export const PASTS = ['day', 'week', 'month', 'year'] as const;
export type Past = (typeof PASTS)[number];

const LONGEST = 200;

function oneOf<Choice extends string>(choices: readonly Choice[], value: unknown): Choice | undefined {
  return choices.find((choice) => choice === value);
}

/** Reads an address that anybody may have written. What is left out is said outright, or it would stay in the address. */
export function readSearch(search: Record<string, unknown>): SearchRequest {
  return {
    q: wordsOf(search.q).slice(0, LONGEST),
    within: oneOf(['chats', 'archive'], search.within),
    isPinned: search.isPinned === true ? true : undefined,
    role: oneOf(['user', 'assistant'], search.role),
    past: oneOf(PASTS, search.past),
  };
}

const DAYS: Record<Past, number> = { day: 1, week: 7, month: 31, year: 366 };

export function startOf(past: Past, now: Date): Date {
  return new Date(now.getTime() - DAYS[past] * 24 * 60 * 60 * 1000);
}

export function hasFilters({ within, isPinned, role, past }: SearchRequest): boolean {
  return [within, isPinned, role, past].some((filter) => filter !== undefined);
}
