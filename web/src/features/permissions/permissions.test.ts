import { describe, expect, it } from 'vitest';
import type { Permission } from '../../api/types';
import { groupPermissions } from './permissions';

const permission = (resource_type: string, action: string, description: string | null = null) =>
  ({ name: `${resource_type}:${action}`, resource_type, action, description }) as Permission;
const names = (groups: ReturnType<typeof groupPermissions>) => groups.map(({ about, items }) => [about, items.map(({ action }) => action)]);

const ALL = [permission('user', 'lock'), permission('ai_model', 'remove'), permission('user', 'list', 'See everybody'), permission('user_role', 'list')];

describe('groupPermissions', () => {
  it('puts together what is about the same', () => {
    expect(names(groupPermissions(ALL))).toEqual([
      ['ai model', ['remove']],
      ['user', ['list', 'lock']],
      ['user role', ['list']],
    ]);
  });

  it('finds them by their words, in any order', () => {
    expect(names(groupPermissions(ALL, 'list user'))).toEqual([
      ['user', ['list']],
      ['user role', ['list']],
    ]);
    expect(names(groupPermissions(ALL, 'everybody'))).toEqual([['user', ['list']]]);
    expect(groupPermissions(ALL, 'books')).toEqual([]);
  });
});
