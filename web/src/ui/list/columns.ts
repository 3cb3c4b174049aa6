import type { ReactNode } from 'react';

/** One fact of each row: a column of a table, a few words of a card on a phone. */
export interface Column<Item> {
  key: string;
  label: string;
  /** Null where there is nothing to say. */
  render: (item: Item) => ReactNode;
  /** The field that the list is sorted by when the column's head is clicked. */
  sort?: string;
  /** A number, whose digits stand under one another. */
  isNumber?: boolean;
  /** Left out of a narrow table. */
  isExtra?: boolean;
  /** On a card it needs its label to be understood. */
  isLabelled?: boolean;
}

/** Something that can be done with a row. */
export interface RowAction {
  label: string;
  icon: ReactNode;
  isDanger?: boolean;
  run: () => void;
}

/** Something that can be done with several rows at once. */
export interface BulkAction<Item> {
  label: string;
  isDanger?: boolean;
  run: (items: Item[]) => void;
}

/** What a list shows of each row. */
export interface RowLook<Item> {
  /** What it is called. */
  name: { label: string; of: (item: Item) => string; sort?: string };
  /** Beside its name. */
  columns: Column<Item>[];
  /** What stands under its name. */
  renderNote?: (item: Item) => ReactNode;
  /** Done, off, archived: shown more quietly. */
  isQuiet?: (item: Item) => boolean;
  /** Before its name, as a box to tick it off. */
  lead?: { label: string; render: (item: Item) => ReactNode };
  onOpen?: (item: Item) => void;
  actions?: (item: Item) => RowAction[];
}
