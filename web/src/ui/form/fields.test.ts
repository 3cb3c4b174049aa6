import { describe, expect, it } from 'vitest';
import { changesBetween, creationOf, draftsOf, isChanged, missingIn, placeErrors, rebase, type Field } from './fields';

const FIELDS: Field[] = [
  { kind: 'text', name: 'title', label: 'Title', longest: 255, required: 'What is it?' },
  { kind: 'long', name: 'description', label: 'Notes', longest: 2000 },
  { kind: 'moment', name: 'due_date', label: 'Due' },
  { kind: 'number', name: 'minutes', label: 'Minutes' },
  { kind: 'flag', name: 'is_pinned', label: 'Pinned' },
  { kind: 'clock', name: 'quiet_from', label: 'From' },
  { kind: 'tags', name: 'tags', label: 'Tags' },
  { kind: 'text', name: 'repository.url', label: 'Address', longest: 1000 },
  { kind: 'text', name: 'repository.branch', label: 'Branch', longest: 255 },
];
const ROW = {
  id: '1',
  title: 'Dentist',
  description: null,
  due_date: '2026-03-29T09:30:42+00:00',
  minutes: 0,
  is_pinned: false,
  quiet_from: '22:00:00',
  tags: [
    { name: 'health', value: null },
    { name: 'person', value: 'Ada' },
  ],
  repository: { url: 'https://git.example.org/a.git', branch: 'main' },
};
const base = draftsOf(FIELDS, ROW);

describe('a form of a row', () => {
  it('has changed nothing before somebody does', () => {
    expect(isChanged(base, draftsOf(FIELDS, ROW))).toBe(false);
    expect(changesBetween(FIELDS, base, base)).toEqual({});
  });

  it('sends what was changed and nothing else', () => {
    const drafts = { ...base, title: '  Dentist, at last ', description: 'Bring the card\n\n', minutes: '', quiet_from: '21:30' };
    expect(changesBetween(FIELDS, base, drafts)).toEqual({ title: 'Dentist, at last', description: 'Bring the card', minutes: null, quiet_from: '21:30' });
  });

  it('takes a time in the time zone of the browser and gives it with its offset', () => {
    const drafts = { ...base, due_date: '2026-03-30T18:15' };
    expect(changesBetween(FIELDS, base, drafts)).toEqual({ due_date: new Date(2026, 2, 30, 18, 15).toISOString() });
    expect(draftsOf(FIELDS, changesBetween(FIELDS, base, drafts))).toMatchObject({ due_date: '2026-03-30T18:15' });
  });

  it('writes a tag with its value as one', () => {
    expect(base.tags).toEqual(['health', 'person: Ada']);
    const drafts = { ...base, tags: ['person: Ada', 'place: the kitchen: left', 'plain'] };
    expect(changesBetween(FIELDS, base, drafts)).toEqual({
      tags: [
        { name: 'person', value: 'Ada' },
        { name: 'place', value: 'the kitchen: left' },
        { name: 'plain', value: null },
      ],
    });
  });
});

describe('an object in a row', () => {
  it('is sent whole when a part of it was changed', () => {
    const drafts = { ...base, 'repository.branch': 'next' };
    expect(changesBetween(FIELDS, base, drafts)).toEqual({ repository: { url: 'https://git.example.org/a.git', branch: 'next' } });
  });

  it('lacks what was cleared, and is nothing when all of it was', () => {
    expect(changesBetween(FIELDS, base, { ...base, 'repository.branch': '' })).toEqual({ repository: { url: 'https://git.example.org/a.git' } });
    expect(changesBetween(FIELDS, base, { ...base, 'repository.url': ' ', 'repository.branch': '' })).toEqual({ repository: null });
    expect(draftsOf(FIELDS, { repository: null })).toMatchObject({ 'repository.url': '', 'repository.branch': '' });
  });
});

describe('a form of something new', () => {
  it('sends what was filled in, so that the server knows the rest', () => {
    const drafts = { ...draftsOf(FIELDS, {}), title: 'Dentist' };
    expect(creationOf(FIELDS, drafts)).toEqual({ title: 'Dentist', is_pinned: false });
  });

  it('asks for what is missing', () => {
    expect(missingIn(FIELDS, { title: '   ' })).toEqual({ title: 'What is it?' });
    expect(missingIn(FIELDS, { title: 'Dentist' })).toEqual({});
  });
});

describe('what the server says', () => {
  it('stands at its field, and otherwise under the form', () => {
    const errors = [
      { field: 'title', message: 'there is one with this title already.' },
      { field: 'title', message: 'and another thing' },
      { field: 'tags.0.name', message: 'String should match' },
      { field: 'repository', message: 'must be one of yours' },
      { field: 'titles', message: 'Extra inputs' },
    ];
    expect(placeErrors(FIELDS, errors)).toEqual({
      placed: { title: 'There is one with this title already.', tags: 'String should match', 'repository.url': 'Must be one of yours' },
      rest: ['Extra inputs'],
    });
  });
});

describe('a row that was changed elsewhere', () => {
  const theirs = { ...base, title: 'Dentist (moved)', minutes: 20 };

  it('brings what nobody touched here', () => {
    const { drafts, elsewhere } = rebase(base, { ...base, description: 'Mine' }, theirs);
    expect(drafts).toEqual({ ...theirs, description: 'Mine' });
    expect(elsewhere).toEqual({});
  });

  it('leaves standing what was touched here, and says what it is elsewhere', () => {
    const { drafts, elsewhere } = rebase(base, { ...base, title: 'Mine', minutes: 20 }, theirs);
    expect(drafts).toMatchObject({ title: 'Mine', minutes: 20 });
    expect(elsewhere).toEqual({ title: 'Dentist (moved)' });
  });
});
