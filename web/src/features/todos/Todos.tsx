import { Badge, Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Todo } from '../../api/types';
import { CreateDialog, EditDialog } from '../../ui/form/EditDialog';
import { CheckIcon, PencilIcon, RestoreIcon, TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { ResourceList } from '../../ui/list/ResourceList';
import { NEW, useListRequest, useOpenedRow } from '../../ui/list/useListRequest';
import { useRemoval } from '../../ui/list/useRemoval';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { notifyUndo } from '../../ui/notifyUndo';
import { useTickTodos } from './queries';
import { dueWords, ENERGIES, isOpen, PRIORITIES, TODO_EDIT_FIELDS, TODO_FIELDS, TODO_LIST, todos } from './todos';

/** Only what is out of the ordinary is worth a look. */
function priorityMark({ priority }: Todo): ReactNode {
  if (priority === 'medium') return null;
  if (priority === 'low') return PRIORITIES.low;
  return (
    <Badge variant="light" tt="none" fw={500}>
      {PRIORITIES[priority]}
    </Badge>
  );
}

function useTick() {
  const tick = useTickTodos();
  return async (items: Todo[], isDone: boolean) => {
    const [first] = items;
    if (!first || !(await tick(items, isDone)) || !isDone) return;
    notifyUndo(items.length === 1 ? `“${first.title}” is done.` : `${items.length} todos are done.`, () => void tick(items, false));
  };
}

interface TodoActions {
  open: (id: string) => void;
  tick: (items: Todo[], isDone: boolean) => Promise<void>;
  remove: (ids: string[], message: string) => void;
}

const todoLook = ({ open, tick, remove }: TodoActions): RowLook<Todo> => ({
  name: { label: 'Todo', of: (todo) => todo.title },
  isQuiet: (todo) => !isOpen(todo),
  onOpen: ({ id }) => open(id),
  lead: {
    label: 'Done',
    render: (todo) => (
      <Checkbox radius="xl" aria-label={`“${todo.title}” is done`} checked={todo.status === 'completed'} onChange={(event) => void tick([todo], event.currentTarget.checked)} />
    ),
  },
  renderNote: ({ status, parent_id: parent, recurrence }) =>
    [status === 'in_progress' && 'Begun', status === 'cancelled' && 'Dropped', parent && 'A step', recurrence && 'Comes again'].filter(Boolean).join(' · '),
  columns: [
    { key: 'due', label: 'Due', sort: 'due_date', isLabelled: true, render: (todo) => dueWords(todo) },
    { key: 'priority', label: 'Priority', sort: 'priority', render: priorityMark },
    { key: 'energy', label: 'Takes', isExtra: true, render: ({ energy }) => energy && ENERGIES[energy] },
    { key: 'category', label: 'Category', isExtra: true, render: ({ category }) => category },
  ],
  actions: (todo) => [
    { label: 'Edit', icon: <PencilIcon size={16} />, run: () => open(todo.id) },
    isOpen(todo)
      ? { label: 'Mark as done', icon: <CheckIcon size={16} />, run: () => void tick([todo], true) }
      : { label: 'To do again', icon: <RestoreIcon size={16} />, run: () => void tick([todo], false) },
    { label: 'Delete', icon: <TrashIcon size={16} />, isDanger: true, run: () => remove([todo.id], `“${todo.title}” is deleted.`) },
  ],
});

export function Todos() {
  const control = useListRequest(TODO_LIST);
  const source = useResourcePages(todos, control.parameters);
  const { opened, open, close } = useOpenedRow();
  const tick = useTick();
  const remove = useRemoval(todos);
  return (
    <>
      <ResourceList
        label="Todos"
        source={source}
        control={control}
        look={todoLook({ open, tick, remove })}
        bulk={[
          { label: 'Mark as done', run: (items) => void tick(items, true) },
          { label: 'Delete', isDanger: true, run: (items) => remove(items.map(({ id }) => id), `${items.length} todos are deleted.`) },
        ]}
        empty={{
          title: 'Nothing to do here',
          detail: 'Write down what is on your mind, and it is off it.',
          action: <NewRowButton>Add a todo</NewRowButton>,
        }}
      />
      {opened === NEW && <CreateDialog resource={todos} title="Add a todo" action="Add" fields={TODO_FIELDS} initial={{ priority: 'medium' }} onClose={close} />}
      {opened && opened !== NEW && <EditDialog key={opened} resource={todos} title="Edit todo" id={opened} fields={TODO_EDIT_FIELDS} onClose={close} />}
    </>
  );
}
