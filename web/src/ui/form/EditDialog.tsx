import { Skeleton, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Versioned } from '../../api/client';
import type { Resource } from '../../api/resource';
import { ListFailed } from '../list/ListStates';
import type { Field } from './fields';
import { FormDialog } from './FormDialog';
import { ResourceForm } from './ResourceForm';

type AnyResource = Resource<{ id: string }, object, object>;

interface DialogProps {
  resource: AnyResource;
  title: string;
  fields: readonly Field[];
  onClose: () => void;
}

function useRefresh({ all }: AnyResource) {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: all });
}

export function CreateDialog({ resource, title, fields, onClose, action, initial = {} }: DialogProps & { action: string; initial?: object }) {
  const refresh = useRefresh(resource);
  return (
    <FormDialog title={title} onClose={onClose}>
      <ResourceForm
        fields={fields}
        of={{ initial, create: resource.create }}
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
export function EditDialog({ resource, title, fields, onClose, id, aside }: DialogProps & { id: string; aside?: ReactNode }) {
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
          of={{
            version,
            save: (changes, etag) => resource.change(id, changes, etag),
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
