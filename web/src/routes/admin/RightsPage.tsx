import { Link } from '@tanstack/react-router';
import classes from '../../features/people/Person.module.css';
import { Permissions } from '../../features/permissions/Permissions';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function RightsPage() {
  return (
    <>
      <Link to="/admin/roles" className={classes.back}>
        ← All roles
      </Link>
      <SettingsSection title="Rights" lead="All that a role can allow. You can add your own for programs that ask Clew what somebody may do.">
        <Permissions />
      </SettingsSection>
    </>
  );
}
