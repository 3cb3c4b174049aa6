import { describe, expect, it } from 'vitest';
import type { SystemSetting } from '../../api/types';
import { fieldOfItem, systemChanges, systemFields, systemValues } from './systemFields';

const setting = (key: string, value: unknown, standard: unknown): SystemSetting => ({ key, value, default: standard, description: 'Decides something.', is_default: value === standard, updated_at: null });
const SETTINGS = [setting('sessions.days', 30, 7), setting('registration.open', false, false), setting('new.address', 'a', 'a'), setting('new.list', [1], [1])];

describe('settings of the server', () => {
  it('are fields that say what holds unless changed', () => {
    const fields = systemFields(SETTINGS);
    expect(fields.map(({ kind, label }) => [kind, label])).toEqual([
      ['number', 'Stay signed in for'],
      ['flag', 'Anybody may make an account'],
      ['text', 'new.address'],
    ]);
    expect(fields.map(({ description }) => description)).toEqual(['Decides something. Unless changed: 7 days.', 'Decides something.', 'Decides something.']);
  });

  it('go back under their keys', () => {
    expect(systemValues(SETTINGS)).toMatchObject({ 'sessions/days': 30, 'registration/open': false });
    expect(systemChanges({ 'sessions/days': 14 })).toEqual([{ key: 'sessions.days', value: 14 }]);
  });

  it('are told what is wrong with each of several', () => {
    const items = [{ key: 'tokens.days' }, { key: 'sessions.days' }];
    expect(fieldOfItem(items, 'items.1.value')).toBe('sessions/days');
    expect(fieldOfItem(items, 'items.7.value')).toBe('items.7.value');
  });
});
