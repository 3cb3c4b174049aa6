import { Anchor, Badge, Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import type { Role } from '../../api/types';
import { useOpenedRow } from '../../ui/list/useListRequest';
import classes from './Person.module.css';
import { EditRoleDialog, RemoveRoleDialog } from './RoleDialogs';
import { rolesBelow } from './roles';

function RoleLinks({ roles }: { roles: readonly Role[] }) {
  return roles.map(({ id, name }, place) => (
    <Fragment key={id}>
      {place > 0 && ', '}
      <Anchor renderRoot={(props) => <Link to="/admin/roles/$roleId" params={{ roleId: id }} {...props} />} inherit>
        {name}
      </Anchor>
    </Fragment>
  ));
}

/** What a role is and where it stands; changed and removed. */
export function RoleAbout({ all, role }: { all: readonly Role[]; role: Role }) {
  const { opened, open, close } = useOpenedRow();
  const [isRemoving, setIsRemoving] = useState(false);
  const below = rolesBelow(all, role);
  const above = all.filter(({ parent_role_id: parent }) => parent === role.id);
  return (
    <>
      <dl className={classes.facts}>
        <dt>Builds on</dt>
        <dd>{below.length === 0 ? 'no other role' : <span><RoleLinks roles={below} /></span>}</dd>
        {above.length > 0 && (
          <>
            <dt>Built on by</dt>
            <dd>
              <span>
                <RoleLinks roles={above} />
              </span>
            </dd>
          </>
        )}
      </dl>
      <Group gap="sm">
        <Button variant="default" size="sm" onClick={() => open(role.id)}>
          Change
        </Button>
        {role.is_built_in ? (
          <Badge variant="light" color="gray" tt="none" fw={500}>
            Comes with Clew
          </Badge>
        ) : (
          <Button variant="light" color="red" size="sm" onClick={() => setIsRemoving(true)}>
            Remove
          </Button>
        )}
      </Group>
      {opened === role.id && <EditRoleDialog all={all} role={role} onClose={close} />}
      {isRemoving && <RemoveRoleDialog role={role} onClose={() => setIsRemoving(false)} />}
    </>
  );
}
