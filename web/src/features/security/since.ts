import type { Filter } from '../../ui/list/listRequest';

const DAY_MS = 24 * 60 * 60 * 1000;
const last = (days: number) => (now: number) => ({ created_after: new Date(now - days * DAY_MS).toISOString() });

/** How far back a list of what happened goes. */
export const SINCE: Filter = {
  name: 'since',
  label: 'Since when',
  choices: [
    { value: '', label: 'At any time' },
    { value: 'day', label: 'In the last day', parameters: last(1) },
    { value: 'week', label: 'In the last week', parameters: last(7) },
    { value: 'month', label: 'In the last month', parameters: last(30) },
  ],
};
