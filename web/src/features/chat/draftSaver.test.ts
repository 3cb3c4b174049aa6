import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredDraft } from '../../lib/drafts';
import { createDraftSaver } from './draftSaver';

const draft = (content: string, editedAt = 1): StoredDraft => ({ content, editedAt });

describe('the saver of drafts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves once for many changes, the latest', async () => {
    const saved: string[] = [];
    const saver = createDraftSaver(async ({ content }) => void saved.push(content));
    for (const content of ['a', 'ab', 'abc']) saver.keep(draft(content));
    await vi.runAllTimersAsync();
    expect(saved).toEqual(['abc']);
  });

  it('sends one at a time, so that an older one cannot come last', async () => {
    const saved: string[] = [];
    const answers: (() => void)[] = [];
    const saver = createDraftSaver(({ content }) => {
      saved.push(content);
      return new Promise((resolve) => answers.push(resolve));
    });
    saver.keep(draft('first'));
    void saver.flush();
    saver.keep(draft('second'));
    void saver.flush();
    expect(saved).toEqual(['first']);
    answers[0]!();
    await vi.runAllTimersAsync();
    expect(saved).toEqual(['first', 'second']);
  });

  it('tries again what could not be saved, unless something newer was typed', async () => {
    const saved: string[] = [];
    let isDown = true;
    const saver = createDraftSaver(async ({ content }) => {
      if (isDown) throw new Error('down');
      saved.push(content);
    });
    saver.keep(draft('lost?'));
    await vi.runAllTimersAsync();
    isDown = false;
    await saver.flush();
    expect(saved).toEqual(['lost?']);
  });

  it('does not wait for anything when the page goes away', async () => {
    const saved: [string, boolean][] = [];
    const saver = createDraftSaver(async ({ content }, { keepalive }) => void saved.push([content, keepalive]));
    saver.keep(draft('bye'));
    await saver.leave();
    expect(saved).toEqual([['bye', true]]);
  });
});
