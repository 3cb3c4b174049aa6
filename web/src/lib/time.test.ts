import { expect, it } from 'vitest';
import { dayGroup } from './time';

const now = new Date(2026, 10, 21, 0, 30);

it.each([
  [new Date(2026, 10, 21, 0, 5), 'Today'],
  [new Date(2026, 10, 20, 23, 55), 'Yesterday'],
  [new Date(2026, 10, 14, 12), 'Last 7 days'],
  [new Date(2026, 10, 13, 12), 'Earlier'],
  // A server whose clock is ahead.
  [new Date(2026, 10, 22, 12), 'Today'],
])('puts %s under %s', (moment, group) => {
  expect(dayGroup(moment.toISOString(), now)).toBe(group);
});
