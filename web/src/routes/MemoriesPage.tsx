import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Memories } from '../features/memories/Memories';
import { PlusIcon } from '../ui/icons';
import { NEW, useOpenedRow } from '../ui/list/useListRequest';
import { PageBody } from '../ui/PageBody';
import { PageHeader } from './PageHeader';

export function MemoriesPage() {
  useDocumentTitle('Memories · Clew');
  const { open } = useOpenedRow();
  return (
    <>
      <PageHeader
        title="Memories"
        action={
          <Button size="xs" variant="light" leftSection={<PlusIcon size={16} />} onClick={() => open(NEW)}>
            Add a memory
          </Button>
        }
      />
      <PageBody isWide>
        <Memories />
      </PageBody>
    </>
  );
}
