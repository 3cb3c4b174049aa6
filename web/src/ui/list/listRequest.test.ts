import { describe, expect, it } from 'vitest';
import { directionOf, filtersIn, isNarrowed, nextSort, parametersOf, readRequest, widened, type ListShape } from './listRequest';

const SHAPE: ListShape = {
  search: 'Search todos',
  filters: [
    {
      name: 'status',
      label: 'Status',
      choices: [
        { value: 'open', label: 'To do', parameters: { status: ['pending', 'in_progress'] } },
        { value: 'completed', label: 'Done' },
      ],
    },
    {
      name: 'due',
      label: 'Due',
      choices: [
        { value: '', label: 'Any time' },
        { value: 'week', label: 'This week', parameters: (now) => ({ due_before: new Date(now).toISOString() }) },
      ],
    },
  ],
  sorts: [
    { value: 'due_date', label: 'Soonest first' },
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};

describe('the address of a list', () => {
  it('is read as far as the list knows it', () => {
    const address = { q: 'dentist', status: 'completed', due: 'whenever', sort: '-created_at', colour: 'red' };
    expect(readRequest(SHAPE, address)).toEqual({ q: 'dentist', status: 'completed', sort: '-created_at' });
  });

  it('says nothing of what holds anyway', () => {
    expect(readRequest(SHAPE, { q: '', status: 'open', sort: 'due_date' })).toEqual({});
  });

  it('may be anything', () => {
    expect(readRequest(SHAPE, { q: 12, status: ['completed'], sort: { a: 1 } })).toEqual({ q: '12' });
    expect(readRequest(SHAPE, { q: 'x'.repeat(999) }).q).toHaveLength(200);
    expect(readRequest({ filters: [], sorts: [] }, { q: 'dentist' })).toEqual({});
  });
});

describe('what the server is asked', () => {
  it('is the first of each where nobody has chosen', () => {
    expect(parametersOf(SHAPE, {})).toEqual({ status: ['pending', 'in_progress'], sort: 'due_date' });
  });

  it('is what was chosen, in the names of the server', () => {
    const now = Date.UTC(2026, 0, 2);
    expect(parametersOf(SHAPE, { q: ' dentist ', status: 'completed', due: 'week', sort: 'created_at' }, now)).toEqual({
      q: 'dentist',
      status: 'completed',
      due_before: '2026-01-02T00:00:00.000Z',
      sort: 'created_at',
    });
  });

  it('is narrower with words or a filter, not with another order', () => {
    expect(isNarrowed(SHAPE, { sort: 'created_at' })).toBe(false);
    expect(isNarrowed(SHAPE, { q: ' ' })).toBe(false);
    expect(isNarrowed(SHAPE, { q: 'dentist' })).toBe(true);
    expect(isNarrowed(SHAPE, { due: 'week' })).toBe(true);
  });
});

describe('the head of a column', () => {
  it('sorts by it, and then the other way round', () => {
    expect(nextSort(SHAPE, {}, 'created_at')).toBe('-created_at');
    expect(nextSort(SHAPE, { sort: '-created_at' }, 'created_at')).toBe('created_at');
    expect(nextSort(SHAPE, { sort: 'created_at' }, 'created_at')).toBe('-created_at');
  });

  it('stays where there is only one way, and does nothing where there is none', () => {
    expect(nextSort(SHAPE, {}, 'due_date')).toBe('due_date');
    expect(nextSort(SHAPE, {}, 'title')).toBeUndefined();
  });

  it('says how the list stands', () => {
    expect(directionOf(SHAPE, {}, 'due_date')).toBe('ascending');
    expect(directionOf(SHAPE, { sort: '-created_at' }, 'created_at')).toBe('descending');
    expect(directionOf(SHAPE, { sort: '-created_at' }, 'due_date')).toBeUndefined();
  });
});

const word = (value: unknown) => (typeof value === 'string' && /^[a-z]+$/.test(value) ? value : undefined);

describe('what somebody gives a list themselves', () => {
  const shape: ListShape = {
    ...SHAPE,
    open: [
      { name: 'who', read: word, parameters: (value) => ({ user_id: value }) },
      { name: 'until', read: word, parameters: (value) => ({ due_before: value }), when: ({ due }) => due === 'week' },
    ],
  };

  it('is asked for, as far as it makes sense', () => {
    const request = readRequest(shape, { who: 'ada', until: 'june', due: 'week' });
    expect(parametersOf(shape, request, 0)).toMatchObject({ user_id: 'ada', due_before: 'june' });
    expect(readRequest(shape, { who: '4;2' })).toEqual({});
  });

  it('leaves the address where it does not count', () => {
    expect(readRequest(shape, { until: 'june' })).toEqual({});
  });

  it('counts as a filter, and is cleared like one', () => {
    const request = readRequest(shape, { who: 'ada', q: 'dentist' });
    expect(isNarrowed(shape, { who: 'ada' })).toBe(true);
    expect(filtersIn(shape, request)).toBe(1);
    expect(isNarrowed(shape, { ...request, ...widened(shape) })).toBe(false);
  });
});
