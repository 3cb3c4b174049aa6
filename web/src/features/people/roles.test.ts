import { describe, expect, it } from 'vitest';
import type { Role } from '../../api/types';
import { arrangeRoles, groupRights, roleFields, rolesBelow } from './roles';

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

describe('the place of a role', () => {
  const roles = [role('user', null), role('premium', 'user'), role('administrator', 'premium'), role('guest', null)];
  const named = (name: string) => roles.find((one) => one.name === name) as Role;
  const offered = (name: string) =>
    roleFields(roles, named(name)).flatMap((field) => (field.name === 'parent_role_id' && field.kind === 'choice' ? field.options.map(({ label }) => label) : []));

  it('is on none that builds on it', () => {
    expect(offered('premium')).toEqual(['user', 'guest']);
    expect(offered('user')).toEqual(['guest']);
  });

  it('stays where it comes with Clew', () => {
    const fields = roleFields(roles, { ...named('user'), is_built_in: true });
    expect(fields.map(({ name }) => name)).toEqual(['description']);
  });

  it('is above all that it builds on, and ends where these go round', () => {
    expect(rolesBelow(roles, named('administrator')).map(({ name }) => name)).toEqual(['premium', 'user']);
    const round = [role('one', 'two'), role('two', 'one')];
    expect(rolesBelow(round, round[0] as Role).map(({ name }) => name)).toEqual(['two', 'one']);
  });
});
