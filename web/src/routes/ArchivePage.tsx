import { useDocumentTitle } from '@mantine/hooks';
import { Archive } from '../features/threads/Archive';
import { PageHeader } from './PageHeader';

export function ArchivePage() {
  useDocumentTitle('Archive · Clew');
  return (
    <>
      <PageHeader title="Archive" />
      <Archive />
    </>
  );
}
