import { useDocumentTitle } from '@mantine/hooks';
import { Bin } from '../features/threads/Bin';
import { PageHeader } from './PageHeader';

export function BinPage() {
  useDocumentTitle('Bin · Clew');
  return (
    <>
      <PageHeader title="Bin" />
      <Bin />
    </>
  );
}
