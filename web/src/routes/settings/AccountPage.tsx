import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CloseAccount } from '../../features/account/CloseAccount';
import { EmailSettings } from '../../features/account/EmailSettings';
import { PasswordForm } from '../../features/account/PasswordForm';
import { ProfileForm } from '../../features/settings/ProfileForm';
import { profileQuery } from '../../features/settings/queries';
import classes from '../../features/settings/Settings.module.css';
import { SettingsSection } from '../../features/settings/SettingsSection';
import { ListFailed } from '../../ui/list/ListStates';

export function AccountPage() {
  const { data, error, refetch } = useQuery(profileQuery);
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton mt="xl" height={160} aria-label="Loading" aria-busy="true" />;
  const user = data.item;
  return (
    <>
      <SettingsSection title="Profile">
        <dl className={classes.facts}>
          <dt>User name</dt>
          <dd>{user.username}</dd>
        </dl>
        <ProfileForm />
      </SettingsSection>
      <SettingsSection title="Email" lead="You can sign in with it, and Clew writes to you there.">
        <EmailSettings user={user} />
      </SettingsSection>
      <SettingsSection title="Password" lead="All your other devices are signed out when you change it. This one stays signed in.">
        <PasswordForm username={user.username} />
      </SettingsSection>
      <SettingsSection title="Close account" lead="Erases the account with everything in it. Nobody can bring it back.">
        <CloseAccount username={user.username} />
      </SettingsSection>
    </>
  );
}
