import { expect, it } from 'vitest';
import { answeredBy, answerFacts } from './answerFacts';
import { appendTurn } from './branch';

const answer = {
  ...appendTurn(undefined, 't', 'Hello', { user_message_id: 'q', message_id: 'a' }).items[1]!,
  model: 'small',
  created_at: '2026-03-04T05:06:07Z',
};
const names = (facts: { name: string }[]) => facts.map((fact) => fact.name);

it('tells only what is known', () => {
  expect(names(answerFacts(answer))).toEqual(['Model', 'Written']);
  expect(answeredBy(answer)).toBe('small');
});

it('tells tokens, and costs to a fraction of a cent', () => {
  const facts = answerFacts({ ...answer, input_tokens: 12, output_tokens: 3, cost_usd: '0.000250' });
  expect(facts.at(-2)).toEqual({ name: 'Tokens', value: '12 read, 3 written' });
  expect(facts.at(-1)!.value).toContain('0.00025');
  expect(answerFacts({ ...answer, output_tokens: 3 }).at(-1)!.value).toBe('3 written');
});

it('tells when another model stood in, and what was asked for', () => {
  const fallback = { instead_of: 'large', reason: { title: 'The provider is busy' } };
  const stood = { ...answer, metadata: { fallback, instruction: 'shorter' } };
  expect(answeredBy(stood)).toBe('small, instead of large');
  expect(answerFacts(stood)).toEqual(
    expect.arrayContaining([
      { name: 'Instead of', value: 'large: The provider is busy' },
      { name: 'Asked to be', value: 'shorter' },
    ]),
  );
});
