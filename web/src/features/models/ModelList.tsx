import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { PlusIcon } from '../../ui/icons';
import { DiscoveredList } from './DiscoveredList';
import { AddModelDialog } from './ModelDialogs';
import { ModelRow } from './ModelRow';
import { modelsInLine } from './models';
import classes from './Models.module.css';
import { modelsQuery } from './queries';

/** The models of the instance; administrators change them. */
export function ModelList({ isEditable }: { isEditable: boolean }) {
  const models = useQuery(modelsQuery);
  const [isAdding, { open, close }] = useDisclosure(false);
  if (models.isPending) return <Skeleton height={40} />;
  if (models.isLoadingError) {
    return (
      <Group>
        <Text c="dimmed">The models could not be loaded.</Text>
        <Button size="xs" variant="default" onClick={() => void models.refetch()}>
          Try again
        </Button>
      </Group>
    );
  }
  const { items } = models.data;
  return (
    <>
      <ul className={classes.models} aria-label="Models">
        {items.map((model) => (
          <ModelRow key={model.id} model={model} isEditable={isEditable} isDefault={modelsInLine(items, model.usage_type)[0]?.id === model.id} />
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
