import type { Message } from '../../api/types';
import { formatFullMoment } from '../../lib/time';

export interface Fact {
  name: string;
  value: string;
}

interface Fallback {
  instead_of: string;
  reason: { title: string };
}

/** What the server notes about an answer, as far as this client knows it. */
interface AnswerNotes {
  instruction?: string;
  fallback?: Fallback;
}

function notesOf(answer: Message): AnswerNotes {
  return (answer.metadata ?? {}) as AnswerNotes;
}

/** Costs are often fractions of a cent. */
function formatCost(dollars: string): string {
  const cost = Number(dollars);
  return cost.toLocaleString([], { style: 'currency', currency: 'USD', maximumFractionDigits: cost >= 1 ? 2 : 6 });
}

function formatTokens({ input_tokens: read, output_tokens: written }: Message): string {
  return [read !== null && `${read.toLocaleString()} read`, written !== null && `${written.toLocaleString()} written`]
    .filter(Boolean)
    .join(', ');
}

/** Who answered, in a few words. */
export function answeredBy(answer: Message): string {
  const { fallback } = notesOf(answer);
  const model = answer.model ?? 'Answer';
  return fallback ? `${model}, instead of ${fallback.instead_of}` : model;
}

/** All there is to tell about how an answer came to be. */
export function answerFacts(answer: Message): Fact[] {
  const { fallback, instruction } = notesOf(answer);
  const facts: [string, string | null][] = [
    ['Model', answer.model],
    ['Instead of', fallback ? `${fallback.instead_of}: ${fallback.reason.title}` : null],
    ['Asked to be', instruction ?? null],
    ['Written', formatFullMoment(answer.created_at)],
    ['Tokens', formatTokens(answer) || null],
    ['Cost', answer.cost_usd === null ? null : formatCost(answer.cost_usd)],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}
