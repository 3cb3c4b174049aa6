import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useFocusAmongRows } from '../../lib/focus';
import { ListEmpty, ListFailed, ListLoading } from '../../ui/list/ListStates';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { NEW, useOpenedRow } from '../../ui/list/useListRequest';
import { DiscoveredList } from './DiscoveredList';
import { AddModelDialog, EditModelDialog } from './ModelDialogs';
import { ModelRow } from './ModelRow';
import { groupByUsage, USAGE_NAMES, type UsageGroup } from './models';
import classes from './Models.module.css';
import { modelsQuery } from './queries';

interface GroupProps extends UsageGroup {
  onEdit?: ((id: string) => void) | undefined;
}

function Group({ usage, items, onEdit }: GroupProps) {
  const isAnswered = items.some(({ is_default: isDefault }) => isDefault);
  return (
    <section className={classes.group} aria-label={USAGE_NAMES[usage]}>
      <h3 className={classes.usage}>{USAGE_NAMES[usage]}</h3>
      {!isAnswered && <p className={classes.nobody}>{usage === 'general' ? 'None of them is on, so no chat is answered.' : 'None of them is on, so those for chats are asked.'}</p>}
      <ul className={classes.models} aria-label="Models">
        {items.map((model) => (
          <ModelRow key={model.id} model={model} onEdit={onEdit} />
        ))}
      </ul>
    </section>
  );
}

/** The models of the instance; administrators change them. */
export function ModelList({ isEditable }: { isEditable: boolean }) {
  const { data, error, refetch } = useQuery(modelsQuery);
  const { opened, open, close } = useOpenedRow();
  const focus = useFocusAmongRows();
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListLoading />;
  const edited = data.items.find(({ id }) => id === opened);
  return (
    <>
      {data.items.length === 0 && <ListEmpty title="No models yet" detail="Once one is added, it answers here." />}
      <div {...focus}>
        {groupByUsage(data.items).map((group) => (
          <Group key={group.usage} {...group} onEdit={isEditable ? open : undefined} />
        ))}
      </div>
      {isEditable && (
        <>
          <DiscoveredList />
          <NewRowButton w="fit-content">Add a model</NewRowButton>
          {opened === NEW && <AddModelDialog onClose={close} />}
          {edited && <EditModelDialog key={edited.id} model={edited} onClose={close} />}
        </>
      )}
      <Text size="sm" c="dimmed" lh={1.6}>
        Where nobody chose a model, the default answers: of each list, the one that was added or made the default last. If it cannot, the next one is asked.
      </Text>
    </>
  );
}
