import type { DatabaseTable } from '../../api/types';
import type { ListRequest, ListShape } from '../../ui/list/listRequest';

export interface TableRow extends DatabaseTable {
  id: string;
}

export const TABLE_LIST: ListShape = {
  search: 'Search tables',
  filters: [],
  sorts: [
    { value: '-bytes', label: 'Largest first' },
    { value: '-rows', label: 'Most rows first' },
    { value: 'name', label: 'By name' },
    { value: 'package', label: 'By package' },
  ],
};

// Tables of the job queue and of the migrations belong to no package, and come last.
const ORDERS: Record<string, (one: DatabaseTable, other: DatabaseTable) => number> = {
  '-bytes': (one, other) => other.bytes - one.bytes,
  '-rows': (one, other) => other.rows - one.rows,
  package: (one, other) => Number(one.package === null) - Number(other.package === null) || (one.package ?? '').localeCompare(other.package ?? ''),
};

/** All of them come at once, so they are searched and sorted here. */
export function arrangeTables(tables: readonly DatabaseTable[], { q = '', sort = '-bytes' }: ListRequest): TableRow[] {
  const wanted = q.trim().toLowerCase();
  return tables
    .filter(({ name, package: of, comment }) => `${name} ${of ?? ''} ${comment ?? ''}`.toLowerCase().includes(wanted))
    .toSorted((one, other) => ORDERS[sort]?.(one, other) || one.name.localeCompare(other.name))
    .map((table) => ({ ...table, id: table.name }));
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** With two digits that matter, in steps of 1024 as PostgreSQL counts. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const amount = bytes / 1024 ** step;
  return `${amount < 10 && step > 0 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[step]}`;
}
