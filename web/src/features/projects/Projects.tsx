import { useQueryClient, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Project } from '../../api/types';
import { formatDate } from '../../lib/time';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { CreateDialog, EditDialog } from '../../ui/form/EditDialog';
import { PencilIcon, TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { ResourceList } from '../../ui/list/ResourceList';
import { NEW, useListRequest, useOpenedRow } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { notifyProblem } from '../../ui/notify';
import { projects, PROJECT_FIELDS, PROJECT_LIST } from './projects';

/** Asked for, rather than to be taken back: much goes with a project, and it goes at once. */
function RemoveProjectDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => projects.remove(project.id),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: projects.all });
      onClose();
    },
    onError: notifyProblem,
  });
  return (
    <ConfirmDialog title="Delete this project?" action="Delete" isPending={remove.isPending} onConfirm={() => remove.mutate()} onClose={onClose}>
      “{project.name}” and all that belongs to it will be gone: its tasks, prompts and commits, and the conversations of its interviews and sessions. This cannot be
      undone.
    </ConfirmDialog>
  );
}

interface ProjectActions {
  open: (id: string) => void;
  remove: (project: Project) => void;
}

const projectLook = ({ open, remove }: ProjectActions): RowLook<Project> => ({
  name: { label: 'Project', of: ({ name }) => name, sort: 'name' },
  onOpen: ({ id }) => open(id),
  renderNote: ({ description }) => description && <p>{description}</p>,
  columns: [{ key: 'created', label: 'Begun', sort: 'created_at', isLabelled: true, render: ({ created_at: created }) => formatDate(created) }],
  actions: (project) => [
    { label: 'Edit', icon: <PencilIcon size={16} />, run: () => open(project.id) },
    { label: 'Delete', icon: <TrashIcon size={16} />, isDanger: true, run: () => remove(project) },
  ],
});

export function Projects() {
  const control = useListRequest(PROJECT_LIST);
  const source = useResourcePages(projects, control.parameters);
  const { opened, open, close } = useOpenedRow();
  const [removed, setRemoved] = useState<Project | null>(null);
  return (
    <>
      <ResourceList
        label="Projects"
        source={source}
        control={control}
        look={projectLook({ open, remove: setRemoved })}
        empty={{
          title: 'No projects yet',
          detail: 'A project takes an idea from a conversation to finished tasks.',
          action: <NewRowButton>Begin a project</NewRowButton>,
        }}
      />
      {opened === NEW && <CreateDialog resource={projects} title="Begin a project" action="Begin" fields={PROJECT_FIELDS} onClose={close} />}
      {opened && opened !== NEW && <EditDialog key={opened} resource={projects} title="Edit project" id={opened} fields={PROJECT_FIELDS} onClose={close} />}
      {removed && <RemoveProjectDialog project={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}
