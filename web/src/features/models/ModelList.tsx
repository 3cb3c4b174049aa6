import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { PlusIcon } from '../../ui/icons';
import { ListFailed, ListLoading } from '../../ui/list/ListStates';
import { DiscoveredList } from './DiscoveredList';
import { AddModelDialog } from './ModelDialogs';
import { ModelRow } from './ModelRow';
import classes from './Models.module.css';
import { modelsQuery } from './queries';

/** The models of the instance; administrators change them. */
export function ModelList({ isEditable }: { isEditable: boolean }) {
  const models = useQuery(modelsQuery);
  const [isAdding, { open, close }] = useDisclosure(false);
  if (models.isPending) return <ListLoading />;
  if (models.isLoadingError) return <ListFailed error={models.error} onRetry={() => void models.refetch()} />;
  const { items } = models.data;
  return (
    <>
      <ul className={classes.models} aria-label="Models">
        {items.map((model) => (
          <ModelRow key={model.id} model={model} isEditable={isEditable} />
        ))}
      </ul>
      {isEditable && (
        <>
          <DiscoveredList />
          <Button variant="default" w="fit-content" leftSection={<PlusIcon size={16} />} onClick={open}>
            Add a model
          </Button>
          <Text size="sm" c="dimmed">
            The default is the latest one added. Where it does not answer, the next one is asked.
          </Text>
          {isAdding && <AddModelDialog onClose={close} />}
        </>
      )}
    </>
  );
}
