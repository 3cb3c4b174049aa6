import { Skeleton, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Versioned } from '../../api/client';
import type { Resource } from '../../api/resource';
import { ListFailed } from '../list/ListStates';
import type { Drafts, Fields } from './fields';
import { FormDialog } from './FormDialog';
import { ResourceForm } from './ResourceForm';

interface DialogProps {
  title: string;
  /** Named like what the resource takes. */
  fields: Fields;
  follow?: (drafts: Drafts, changed: string) => Drafts;
  onClose: () => void;
}

interface CreateDialogProps<Creation extends object> extends DialogProps {
  resource: Pick<Resource<{ id: string }, Creation, object>, 'all' | 'create'>;
  action: string;
  initial?: Partial<Creation>;
}

interface EditDialogProps<Item extends { id: string }, Changes extends object> extends DialogProps {
  resource: Pick<Resource<Item, object, Changes>, 'all' | 'one' | 'change'>;
  id: string;
  /** Beside the buttons. */
  aside?: ReactNode;
}

function useRefresh({ all }: { all: readonly string[] }) {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: all });
}

export function CreateDialog<Creation extends object>({ resource, title, fields, follow, onClose, action, initial = {} }: CreateDialogProps<Creation>) {
  const refresh = useRefresh(resource);
  return (
    <FormDialog title={title} onClose={onClose}>
      <ResourceForm
        fields={fields}
        follow={follow}
        of={{ initial, create: (values, key) => resource.create(values as Creation, key) }}
        action={action}
        onCancel={onClose}
        onSaved={() => {
          refresh();
          onClose();
        }}
      />
    </FormDialog>
  );
}

/** Changes one row. It is read anew first: the list may be older than what somebody else has made of it. */
export function EditDialog<Item extends { id: string }, Changes extends object>({ resource, title, fields, follow, onClose, id, aside }: EditDialogProps<Item, Changes>) {
  const refresh = useRefresh(resource);
  const { data, error, refetch, isFetchedAfterMount } = useQuery({ ...resource.one(id), staleTime: 0 });
  // As it was when the form was opened: what is loaded later must not change it under somebody's hands.
  const [version, setVersion] = useState<Versioned<object> | null>(null);
  if (version === null && data && isFetchedAfterMount) setVersion(data);
  return (
    <FormDialog title={title} onClose={onClose}>
      {version === null && !error && (
        <Stack aria-busy="true" aria-label="Loading">
          <Skeleton height={36} />
          <Skeleton height={84} />
        </Stack>
      )}
      {version === null && error && <ListFailed error={error} onRetry={() => void refetch()} />}
      {version && (
        <ResourceForm
          fields={fields}
          follow={follow}
          of={{
            version,
            save: (changes, etag) => resource.change(id, changes as Changes, etag),
            load: async () => (await refetch({ throwOnError: true })).data ?? version,
          }}
          action="Save"
          onCancel={onClose}
          aside={aside}
          onSaved={() => {
            refresh();
            onClose();
          }}
        />
      )}
    </FormDialog>
  );
}
