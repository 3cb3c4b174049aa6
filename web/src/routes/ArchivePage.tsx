import { Archive } from '../features/threads/Archive';
import { usePageTitle } from '../lib/usePageTitle';
import { PageHeader } from './PageHeader';

export function ArchivePage() {
  usePageTitle('Archive');
  return (
    <>
      <PageHeader title="Archive" />
      <Archive />
    </>
  );
}
