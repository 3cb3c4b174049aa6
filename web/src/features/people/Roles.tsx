import { Anchor, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListFailed, ListLoading } from '../../ui/list/ListStates';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { NEW, useOpenedRow } from '../../ui/list/useListRequest';
import { AddRoleDialog } from './RoleDialogs';
import classes from './Roles.module.css';
import { arrangeRoles, groupRights, rolesQuery, type RoleNode } from './roles';

function Rights({ permissions, label }: { permissions: string[]; label: string }) {
  if (permissions.length === 0) return null;
  return (
    <details className={classes.rights}>
      <summary>{label}</summary>
      <dl>
        {groupRights(permissions).map(({ about, actions }) => (
          <div key={about}>
            <dt>{about}</dt>
            <dd>{actions.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function Branch({ nodes }: { nodes: RoleNode[] }) {
  return (
    <ul className={classes.branch}>
      {nodes.map(({ role, above }) => (
        <li key={role.id}>
          <div className={classes.role}>
            <h3>
              <Link to="/admin/roles/$roleId" params={{ roleId: role.id }}>
                {role.name}
              </Link>
            </h3>
            {role.description && <p>{role.description}</p>}
            {role.permissions.length === 0 && role.inherited_permissions.length === 0 && <p>Only what is one’s own.</p>}
            <Rights permissions={role.permissions} label={`${counted(role.permissions.length, 'right')} of its own`} />
            <Rights permissions={role.inherited_permissions} label={`${counted(role.inherited_permissions.length, 'right')} of the roles it builds on`} />
          </div>
          {above.length > 0 && <Branch nodes={above} />}
        </li>
      ))}
    </ul>
  );
}

/** The hierarchy of the roles and what each allows, for administrators. */
export function Roles() {
  const { data, error, refetch } = useQuery(rolesQuery);
  const { opened, close } = useOpenedRow();
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListLoading />;
  return (
    <>
      <Group gap="md">
        <NewRowButton size="sm">Add a role</NewRowButton>
        <Anchor renderRoot={(props) => <Link to="/admin/rights" {...props} />} size="sm">
          All rights that there are
        </Anchor>
      </Group>
      <Branch nodes={arrangeRoles(data)} />
      {opened === NEW && <AddRoleDialog all={data} onClose={close} />}
    </>
  );
}
