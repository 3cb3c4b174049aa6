import type { Filter, ListRequest, OpenFilter } from '../../ui/list/listRequest';
import { SINCE } from './since';

const BETWEEN = 'between';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WORD = /^[a-z][a-z0-9_]{0,49}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const reading = (pattern: RegExp) => (value: unknown) => (typeof value === 'string' && pattern.test(value) ? value : undefined);

export const readWord = reading(WORD);

/** Whom it is about. */
export const PERSON: OpenFilter = { name: 'person', read: reading(ID), parameters: (value) => ({ user_id: value }) };

/** Midnight in this browser's time zone, that many days later; null for a day that there is not. */
function midnight(day: string, later = 0): string | null {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const moment = new Date(year, month - 1, date + later);
  return new Date(year, month - 1, date).getMonth() === month - 1 ? moment.toISOString() : null;
}

const readDay = (value: unknown) => {
  const day = reading(DAY)(value);
  return day !== undefined && midnight(day) !== null ? day : undefined;
};

export const isBetween = ({ since }: ListRequest) => since === BETWEEN;

/** The first and the last day that are looked at, both with all of their hours. */
export const DAYS: OpenFilter[] = [
  { name: 'from', read: readDay, parameters: (value) => ({ created_after: midnight(value) ?? '' }), when: isBetween },
  { name: 'until', read: readDay, parameters: (value) => ({ created_before: midnight(value, 1) ?? '' }), when: isBetween },
];

/** With the choice of days in place of how far back alone. */
export const withDays = (filters: Filter[]): Filter[] =>
  filters.map((filter) => (filter.name === SINCE.name ? { ...filter, choices: [...filter.choices, { value: BETWEEN, label: 'Between two days', parameters: {} }] } : filter));
