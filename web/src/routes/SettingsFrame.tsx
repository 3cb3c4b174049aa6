import { Outlet } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { SettingsTabs } from '../features/settings/SettingsTabs';
import { usePageTitle } from '../lib/usePageTitle';
import { PageBody } from '../ui/PageBody';
import { PageHeader } from './PageHeader';

interface SettingsFrameProps {
  title: string;
  tabs: ComponentProps<typeof SettingsTabs>['tabs'];
}

/** What stands around all pages of one area. */
export function SettingsFrame({ title, tabs }: SettingsFrameProps) {
  usePageTitle(title);
  return (
    <>
      <PageHeader title={title} />
      <PageBody>
        <SettingsTabs label={title} tabs={tabs} />
        <Outlet />
      </PageBody>
    </>
  );
}
