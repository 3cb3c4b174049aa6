import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Memory } from '../../api/types';
import { formatDate } from '../../lib/time';
import { CreateDialog, EditDialog } from '../../ui/form/EditDialog';
import { ArchiveIcon, PencilIcon, RestoreIcon, TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { ResourceList } from '../../ui/list/ResourceList';
import { NEW, useListRequest, useOpenedRow } from '../../ui/list/useListRequest';
import { useRemoval } from '../../ui/list/useRemoval';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { useRowChange } from '../../ui/list/useRowChange';
import { notifyUndo } from '../../ui/notifyUndo';
import { KINDS, memories, MEMORY_FIELDS, MEMORY_LIST, percent } from './memories';

function memoryNote({ category, tags, is_archived: isArchived, archive_reason: reason }: Memory): ReactNode {
  if (!category && tags.length === 0 && !isArchived) return null;
  return (
    <>
      {isArchived && <span>{reason ? `Archived: ${reason}` : 'Archived'}</span>}
      {category && <span>{category}</span>}
      {tags.map(({ name, value }) => (
        <Badge key={name} variant="default" size="sm" tt="none" fw={400}>
          {value === null ? name : `${name}: ${value}`}
        </Badge>
      ))}
    </>
  );
}

function useArchiving() {
  const change = useRowChange(memories);
  const restore = (items: Memory[]) =>
    change({ items, expected: { is_archived: false, archive_reason: null }, send: ({ id }) => memories.act(id, 'restore') });
  const archive = async (items: Memory[]) => {
    if (!(await change({ items, expected: { is_archived: true }, send: ({ id }) => memories.act(id, 'archive') }))) return;
    notifyUndo(items.length === 1 ? 'The memory is archived: kept, but no longer recalled.' : `${items.length} memories are archived.`, () => void restore(items));
  };
  return { archive, restore };
}

interface MemoryActions extends ReturnType<typeof useArchiving> {
  open: (id: string) => void;
  remove: (ids: string[], message: string) => void;
}

const memoryLook = ({ open, archive, restore, remove }: MemoryActions): RowLook<Memory> => ({
  name: { label: 'Memory', of: ({ content }) => content },
  isQuiet: ({ is_archived: isArchived }) => isArchived,
  onOpen: ({ id }) => open(id),
  renderNote: memoryNote,
  columns: [
    { key: 'kind', label: 'Kind', render: ({ memory_type: kind }) => KINDS[kind] },
    { key: 'importance', label: 'Matters', sort: 'dynamic_importance', isNumber: true, isLabelled: true, render: ({ dynamic_importance: importance }) => percent(importance) },
    { key: 'used', label: 'Used', isNumber: true, isExtra: true, isLabelled: true, render: ({ access_count: count }) => (count === 0 ? 'never' : `${count}×`) },
    { key: 'added', label: 'Written', sort: 'created_at', render: ({ created_at: created }) => formatDate(created) },
  ],
  actions: (memory) => [
    { label: 'Edit', icon: <PencilIcon size={16} />, run: () => open(memory.id) },
    memory.is_archived
      ? { label: 'Take out of the archive', icon: <RestoreIcon size={16} />, run: () => void restore([memory]) }
      : { label: 'Archive', icon: <ArchiveIcon size={16} />, run: () => void archive([memory]) },
    { label: 'Delete', icon: <TrashIcon size={16} />, isDanger: true, run: () => remove([memory.id], 'The memory is deleted.') },
  ],
});

export function Memories() {
  const control = useListRequest(MEMORY_LIST);
  const source = useResourcePages(memories, control.parameters);
  const { opened, open, close } = useOpenedRow();
  const { archive, restore } = useArchiving();
  const remove = useRemoval(memories);
  return (
    <>
      <ResourceList
        label="Memories"
        source={source}
        control={control}
        look={memoryLook({ open, archive, restore, remove })}
        bulk={[
          { label: 'Archive', run: (items) => void archive(items) },
          { label: 'Delete', isDanger: true, run: (items) => remove(items.map(({ id }) => id), `${items.length} memories are deleted.`) },
        ]}
        empty={{
          title: 'Nothing is remembered yet',
          detail: 'What Clew should know about you in every chat stands here, and nowhere that you cannot see.',
          action: <NewRowButton>Add a memory</NewRowButton>,
        }}
      />
      {opened === NEW && (
        <CreateDialog
          resource={memories}
          title="Add a memory"
          action="Add"
          fields={MEMORY_FIELDS}
          initial={{ memory_type: 'fact', importance_score: 0.5, confidence_score: 1 }}
          onClose={close}
        />
      )}
      {opened && opened !== NEW && <EditDialog key={opened} resource={memories} title="Edit memory" id={opened} fields={MEMORY_FIELDS} onClose={close} />}
    </>
  );
}
