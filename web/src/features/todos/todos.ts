import { resource } from '../../api/resource';
import type { Todo, TodoChanges, TodoCreation } from '../../api/types';
import { relativeDay } from '../../lib/time';
import type { Field, FieldName } from '../../ui/form/fields';
import type { ListShape } from '../../ui/list/listRequest';

export const todos = resource<Todo, TodoCreation, TodoChanges>('/todos');

export const PRIORITIES: Record<Todo['priority'], string> = { low: 'Low', medium: 'Medium', high: 'High', urgent: 'Urgent' };
export const ENERGIES: Record<NonNullable<Todo['energy']>, string> = { low: 'Little energy', medium: 'Some energy', high: 'Much energy' };
const STATUSES: Record<Todo['status'], string> = { pending: 'To do', in_progress: 'Begun', completed: 'Done', cancelled: 'Dropped' };

const optionsOf = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

const DAY_MS = 24 * 60 * 60 * 1000;

function endOfDay(now: number, days: number): string {
  const moment = new Date(now + days * DAY_MS);
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + 1).toISOString();
}

export const TODO_LIST: ListShape = {
  search: 'Search todos',
  filters: [
    {
      name: 'status',
      label: 'Which todos',
      choices: [
        { value: 'open', label: 'To do', parameters: { status: ['pending', 'in_progress'] } },
        { value: 'completed', label: 'Done' },
        { value: 'cancelled', label: 'Dropped' },
        { value: 'all', label: 'All', parameters: {} },
      ],
    },
    {
      name: 'due',
      label: 'When they are due',
      choices: [
        { value: '', label: 'Any time' },
        { value: 'today', label: 'Due today or before', parameters: (now) => ({ due_before: endOfDay(now, 0) }) },
        { value: 'week', label: 'Due within a week', parameters: (now) => ({ due_before: endOfDay(now, 7) }) },
      ],
    },
    {
      name: 'energy',
      label: 'How much energy they take',
      choices: [{ value: '', label: 'Any energy' }, ...optionsOf(ENERGIES)],
    },
  ],
  sorts: [
    { value: 'due_date', label: 'Soonest first' },
    { value: '-priority', label: 'Most important first' },
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};

export const TODO_FIELDS: Field<FieldName<TodoCreation>>[] = [
  { kind: 'text', name: 'title', label: 'What do you want to do?', longest: 255, required: 'A few words will do' },
  { kind: 'long', name: 'description', label: 'Notes', longest: 20_000 },
  { kind: 'moment', name: 'due_date', label: 'Due', isHalf: true },
  { kind: 'choice', name: 'priority', label: 'Priority', options: optionsOf(PRIORITIES), isHalf: true },
  { kind: 'choice', name: 'energy', label: 'Takes', none: 'Not said', options: optionsOf(ENERGIES), isHalf: true },
  { kind: 'text', name: 'category', label: 'Category', longest: 100, isHalf: true },
  {
    kind: 'choice',
    name: 'recurrence',
    label: 'Again',
    none: 'Once only',
    isMore: true,
    options: [
      { value: 'FREQ=DAILY', label: 'Every day' },
      { value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: 'Every weekday' },
      { value: 'FREQ=WEEKLY', label: 'Every week' },
      { value: 'FREQ=MONTHLY', label: 'Every month' },
      { value: 'FREQ=YEARLY', label: 'Every year' },
    ],
  },
  { kind: 'number', name: 'estimated_minutes', label: 'How long you think it takes', unit: 'min', least: 0, most: 1_000_000, isHalf: true, isMore: true },
  { kind: 'number', name: 'actual_minutes', label: 'How long it took', unit: 'min', least: 0, most: 1_000_000, isHalf: true, isMore: true },
];

/** Of one that is there: how far it is can be said as well. */
export const TODO_EDIT_FIELDS: Field<FieldName<TodoChanges>>[] = [
  ...TODO_FIELDS,
  { kind: 'choice', name: 'status', label: 'How far it is', options: optionsOf(STATUSES), isMore: true },
];

export const isOpen = ({ status }: Pick<Todo, 'status'>) => status === 'pending' || status === 'in_progress';

/** When it is due, or was; null where nobody said. */
export function dueWords(todo: Pick<Todo, 'due_date' | 'status'>, now = new Date()): string | null {
  if (todo.due_date === null) return null;
  const day = relativeDay(todo.due_date, now);
  return isOpen(todo) && new Date(todo.due_date) < now ? `since ${day}` : day;
}
