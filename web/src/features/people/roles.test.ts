import { describe, expect, it } from 'vitest';
import type { Role } from '../../api/types';
import { arrangeRoles, groupRights } from './roles';

const role = (name: string, parent: string | null) => ({ id: name, name, parent_role_id: parent }) as Role;
const names = (nodes: ReturnType<typeof arrangeRoles>): unknown[] => nodes.map(({ role: { name }, above }) => [name, names(above)]);

describe('arrangeRoles', () => {
  it('puts each role under the one whose rights it has, too', () => {
    const roles = [role('administrator', 'premium'), role('user', null), role('premium', 'user'), role('guest', null), role('tester', 'user')];
    expect(names(arrangeRoles(roles))).toEqual([
      ['guest', []],
      ['user', [['premium', [['administrator', []]]], ['tester', []]]],
    ]);
  });

  it('loses none whose parent cannot be seen', () => {
    expect(names(arrangeRoles([role('orphan', 'gone')]))).toEqual([['orphan', []]]);
  });
});

describe('groupRights', () => {
  it('says once what several rights are about', () => {
    expect(groupRights(['user_role:list', 'ai_model:remove', 'user_role:get'])).toEqual([
      { about: 'ai model', actions: ['remove'] },
      { about: 'user role', actions: ['get', 'list'] },
    ]);
  });
});
