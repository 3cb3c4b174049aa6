import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import classes from '../../features/people/Person.module.css';
import { RoleAbout } from '../../features/people/RoleAbout';
import { RoleHolders } from '../../features/people/RoleHolders';
import { RoleRights } from '../../features/people/RoleRights';
import { rolesQuery } from '../../features/people/roles';
import { SettingsSection } from '../../features/settings/SettingsSection';
import { ListEmpty, ListFailed, ListLoading } from '../../ui/list/ListStates';

/** One role, for administrators. */
export function RolePage() {
  const { roleId } = useParams({ from: '/app/admin/roles/$roleId' });
  const { data, error, refetch, isFetching } = useQuery(rolesQuery);
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  const role = data?.find(({ id }) => id === roleId);
  // One that was just made is not in the list that was read before.
  if (!data || (!role && isFetching)) return <ListLoading />;
  return (
    <>
      <Link to="/admin/roles" className={classes.back}>
        ← All roles
      </Link>
      {role ? (
        <>
          <SettingsSection title={role.name} {...(role.description && { lead: role.description })}>
            <RoleAbout all={data} role={role} />
          </SettingsSection>
          <SettingsSection title="What it allows" lead="Beyond one’s own things, which everybody has to themselves.">
            <RoleRights key={role.id} role={role} />
          </SettingsSection>
          <SettingsSection title="Who has it">
            <RoleHolders role={role} />
          </SettingsSection>
        </>
      ) : (
        <ListEmpty title="This role is gone" detail="Somebody has removed it." />
      )}
    </>
  );
}
