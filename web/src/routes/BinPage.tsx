import { Bin } from '../features/threads/Bin';
import { usePageTitle } from '../lib/usePageTitle';
import { PageHeader } from './PageHeader';

export function BinPage() {
  usePageTitle('Bin');
  return (
    <>
      <PageHeader title="Bin" />
      <Bin />
    </>
  );
}
