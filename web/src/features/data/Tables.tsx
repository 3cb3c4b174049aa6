import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { useListRequest } from '../../ui/list/useListRequest';
import { databaseQuery } from './queries';
import { arrangeTables, formatBytes, TABLE_LIST, type TableRow } from './tables';

const LOOK: RowLook<TableRow> = {
  name: { label: 'Table', of: ({ name }) => name, sort: 'name' },
  // Names in it are marked for those who read it in a terminal.
  renderNote: ({ comment }) => comment && <p>{comment.replaceAll('`', '')}</p>,
  columns: [
    { key: 'package', label: 'Package', sort: 'package', render: ({ package: of }) => of },
    { key: 'rows', label: 'Rows', sort: 'rows', isNumber: true, isLabelled: true, render: ({ rows }) => rows.toLocaleString() },
    { key: 'size', label: 'Size', sort: 'bytes', isNumber: true, isLabelled: true, render: ({ bytes }) => formatBytes(bytes) },
  ],
};

/** Every table of the database and how much is in it, for administrators. */
export function Tables() {
  const control = useListRequest(TABLE_LIST);
  const { data, error, refetch } = useQuery(databaseQuery);
  const items = useMemo(() => data && arrangeTables(data.tables, control.request), [data, control.request]);
  return (
    <>
      {data && (
        <Text size="sm" c="dimmed" mb="md" lh={1.6}>
          {data.tables.length} tables, {formatBytes(data.bytes)} with their indexes. Rows are about as many as PostgreSQL has counted.
        </Text>
      )}
      <ResourceList label="Tables" source={{ items, error, refetch }} control={control} look={LOOK} empty={{ title: 'No tables', detail: 'The database is empty.' }} />
    </>
  );
}
