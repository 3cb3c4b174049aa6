import { expect, it } from 'vitest';
import { dayGroup, relativeDay, timeUntil } from './time';

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

it.each([
  [30, 'a moment'],
  [-500, 'a moment'],
  [60, '1 min'],
  [59 * 60 + 59, '59 min'],
  [24 * 3600 - 1, '23 h'],
  [48 * 3600 - 1, '47 h'],
  [48 * 3600, '2 days'],
  [30 * 24 * 3600 - 1, '29 days'],
])('says of %s seconds that they are %s', (seconds, words) => {
  expect(timeUntil(new Date(now.getTime() + seconds * 1000).toISOString(), now.getTime())).toBe(words);
});

it.each([
  [new Date(2026, 10, 21), 'today'],
  [new Date(2026, 10, 20), 'yesterday'],
  [new Date(2026, 10, 22), 'tomorrow'],
  [new Date(2026, 10, 23), 'Monday'],
  [new Date(2026, 10, 27), 'Friday'],
])('calls the day of %s %s', (moment, words) => {
  expect(relativeDay(moment.toISOString(), now)).toBe(words);
});

it('tells the time of a day that has one, and the date of one far off', () => {
  expect(relativeDay(new Date(2026, 10, 22, 9, 5).toISOString(), now)).toMatch(/^tomorrow, 0?9.05/);
  for (const far of [new Date(2026, 10, 28), new Date(2026, 10, 19)]) {
    expect(relativeDay(far.toISOString(), now)).toContain(String(far.getDate()));
  }
});
