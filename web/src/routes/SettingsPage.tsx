import { Outlet } from '@tanstack/react-router';
import { useIsAdministrator } from '../features/auth/queries';
import { SettingsTabs } from '../features/settings/SettingsTabs';
import { usePageTitle } from '../lib/usePageTitle';
import { PageBody } from '../ui/PageBody';
import { PageHeader } from './PageHeader';

/** The frame of all pages with settings. */
export function SettingsPage() {
  usePageTitle('Settings');
  return (
    <>
      <PageHeader title="Settings" />
      <PageBody>
        <SettingsTabs isAdministrator={useIsAdministrator()} />
        <Outlet />
      </PageBody>
    </>
  );
}
