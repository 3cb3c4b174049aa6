import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Projects } from '../features/projects/Projects';
import { PlusIcon } from '../ui/icons';
import { NEW, useOpenedRow } from '../ui/list/useListRequest';
import { PageBody } from '../ui/PageBody';
import { PageHeader } from './PageHeader';

export function ProjectsPage() {
  useDocumentTitle('Projects · Clew');
  const { open } = useOpenedRow();
  return (
    <>
      <PageHeader
        title="Projects"
        action={
          <Button size="xs" variant="light" leftSection={<PlusIcon size={16} />} onClick={() => open(NEW)}>
            Begin a project
          </Button>
        }
      />
      <PageBody isWide>
        <Projects />
      </PageBody>
    </>
  );
}
