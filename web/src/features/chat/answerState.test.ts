import { describe, expect, it } from 'vitest';
import type { Message } from '../../api/types';
import { applyEvents, emptyAnswer, withAnswer } from './answerState';

const message: Message = {
  id: 'a', thread_id: 't', parent_id: 'q', role: 'assistant', content: 'One two', thinking: null, status: 'streaming',
  model: null, cost_usd: null, metadata: null, input_tokens: null, output_tokens: null, error: null, created_at: '2026-11-21T00:00:00Z', sibling_ids: ['a'],
};

describe('applyEvents', () => {
  it('appends text and thinking apart, in order', () => {
    const state = applyEvents(emptyAnswer, [
      { type: 'thinking', text: 'Hm' },
      { type: 'text', text: 'One' },
      { type: 'text', text: ' two' },
    ]);
    expect(applyEvents(state, [{ type: 'end', status: 'complete' }])).toEqual({
      text: 'One two', thinking: 'Hm', error: null, endedAs: 'complete',
    });
  });

  it('leaves the state that was given as it is', () => {
    applyEvents(emptyAnswer, [{ type: 'text', text: 'x' }]);
    expect(emptyAnswer.text).toBe('');
  });
});

describe('withAnswer', () => {
  it('shows the stored text until the stream has caught up', () => {
    expect(withAnswer(message, { ...emptyAnswer, text: 'One' }).content).toBe('One two');
    expect(withAnswer(message, { ...emptyAnswer, text: 'One two three' }).content).toBe('One two three');
  });

  it('takes the error and the status from the stream', () => {
    const error = { code: 'x', title: 'X', detail: null };
    expect(withAnswer(message, { ...emptyAnswer, error, endedAs: 'failed' })).toMatchObject({ error, status: 'failed' });
  });
});
