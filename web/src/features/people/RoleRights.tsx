import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Permission, Role } from '../../api/types';
import { LeaveGuard } from '../../ui/form/LeaveGuard';
import { SearchIcon } from '../../ui/icons';
import { ListFailed, ListLoading } from '../../ui/list/ListStates';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { groupPermissions, permissionsQuery, type PermissionGroup } from '../permissions/permissions';
import classes from './RoleRights.module.css';
import { hasEveryRight } from './roles';
import { useRoleRights, type RightsControl } from './useRoleRights';

interface GroupProps {
  group: PermissionGroup;
  control: RightsControl;
  inherited: ReadonlySet<string>;
  isFixed: boolean;
}

function Group({ group: { about, items }, control, inherited, isFixed }: GroupProps) {
  return (
    <div className={classes.group} role="group" aria-label={about}>
      <span className={classes.about}>{about}</span>
      <div className={classes.actions}>
        {items.map(({ name, action, description }) => {
          const isInherited = inherited.has(name);
          return (
            <Checkbox
              key={name}
              size="sm"
              label={action.replaceAll('_', ' ')}
              {...(description && { title: description })}
              checked={control.has(name) || isInherited}
              disabled={isFixed || isInherited}
              data-changed={control.isChanged(name) || undefined}
              onChange={(event) => control.set(name, event.currentTarget.checked)}
            />
          );
        })}
      </div>
    </div>
  );
}

function SaveBar({ control }: { control: RightsControl }) {
  const { count, problem, isSaving, save, discard } = control;
  if (count === 0) return null;
  return (
    <div className={classes.bar} role="region" aria-label="What you changed">
      {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
      <div className={classes.buttons}>
        <span>{count === 1 ? 'One change' : `${count} changes`}, not saved yet</span>
        <Button size="sm" variant="default" disabled={isSaving} onClick={discard}>
          Discard
        </Button>
        <Button size="sm" loading={isSaving} onClick={() => void save()}>
          Save
        </Button>
      </div>
    </div>
  );
}

function Chooser({ role, all }: { role: Role; all: readonly Permission[] }) {
  const [words, setWords] = useState('');
  const control = useRoleRights(role, all);
  const top = useRef<HTMLInputElement>(null);
  const groups = groupPermissions(all, words);
  const inherited = new Set(role.inherited_permissions);
  const isFixed = hasEveryRight(role);
  return (
    <div>
      {isFixed && <p className={classes.hint}>Administrators may do everything: somebody must be able to give each right.</p>}
      {!isFixed && inherited.size > 0 && <p className={classes.hint}>What is ticked in grey comes from the roles that it builds on.</p>}
      <TextInput
        ref={top}
        size="sm"
        maw="22rem"
        mb="sm"
        role="searchbox"
        aria-label="Search rights"
        placeholder="Search rights"
        leftSection={<SearchIcon size={16} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {groups.length === 0 && <p className={classes.hint}>Nothing fits.</p>}
      {groups.map((group) => (
        <Group key={group.about} group={group} control={control} inherited={inherited} isFixed={isFixed} />
      ))}
      <SaveBar
        control={{
          ...control,
          discard: () => {
            control.discard();
            top.current?.focus();
          },
        }}
      />
      <LeaveGuard hasUnsaved={control.hasUnsaved} />
    </div>
  );
}

/** Which rights a role has of its own, by what they are about. */
export function RoleRights({ role }: { role: Role }) {
  const { data, error, refetch } = useQuery(permissionsQuery);
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListLoading />;
  return <Chooser role={role} all={data} />;
}
