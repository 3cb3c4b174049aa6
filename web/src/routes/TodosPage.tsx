import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Todos } from '../features/todos/Todos';
import { PlusIcon } from '../ui/icons';
import { NEW, useOpenedRow } from '../ui/list/useListRequest';
import { PageBody } from '../ui/PageBody';
import { PageHeader } from './PageHeader';

export function TodosPage() {
  useDocumentTitle('Todos · Clew');
  const { open } = useOpenedRow();
  return (
    <>
      <PageHeader
        title="Todos"
        action={
          <Button size="xs" variant="light" leftSection={<PlusIcon size={16} />} onClick={() => open(NEW)}>
            Add a todo
          </Button>
        }
      />
      <PageBody isWide>
        <Todos />
      </PageBody>
    </>
  );
}
