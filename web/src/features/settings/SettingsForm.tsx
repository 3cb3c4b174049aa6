import { Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient, type queryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Versioned } from '../../api/client';
import type { Field } from '../../ui/form/fields';
import { ResourceForm } from '../../ui/form/ResourceForm';
import { ListFailed } from '../../ui/list/ListStates';

interface SettingsFormProps<Data> {
  query: ReturnType<typeof queryOptions<Data, Error, Data, string[]>>;
  /** Both are asked anew where they are other functions. */
  fieldsOf: (data: Data) => readonly Field[];
  versionOf: (data: Data) => Versioned<object>;
  save: (changes: Record<string, unknown>, etag: string | null) => Promise<Data>;
  /** What is said once it is saved. */
  done: string;
  onSaved?: () => void;
}

/** A form on its page for something that there is one of. */
export function SettingsForm<Data>({ query, fieldsOf, versionOf, save, done, onSaved }: SettingsFormProps<Data>) {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(query);
  const fields = useMemo(() => (data === undefined ? [] : fieldsOf(data)), [data, fieldsOf]);
  if (error && data === undefined) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={120} aria-label="Loading" aria-busy="true" />;
  return (
    <ResourceForm
      fields={fields}
      of={{
        version: versionOf(data),
        save: async (changes, etag) => {
          const saved = await save(changes, etag);
          queryClient.setQueryData(query.queryKey, saved);
          return versionOf(saved);
        },
        load: async () => versionOf(await queryClient.fetchQuery({ ...query, staleTime: 0 })),
      }}
      action="Save"
      onSaved={() => {
        notifications.show({ message: done });
        onSaved?.();
      }}
    />
  );
}
