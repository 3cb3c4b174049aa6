import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { MoveDownIcon, MoveUpIcon } from '../icons';
import type { Column, RowLook } from './columns';
import { directionOf, nextSort } from './listRequest';
import classes from './ResourceList.module.css';
import { RowMenu } from './RowMenu';
import { RowLead, RowName } from './RowParts';
import type { ListControl } from './useListRequest';
import type { Selection } from './useSelection';

interface HeadProps {
  control: ListControl;
  sort: string | undefined;
  children: ReactNode;
  className?: string | undefined;
}

/** The head of a column; where the list can be sorted by it, a button that does. */
function Head({ control: { shape, request, change }, sort, children, className }: HeadProps) {
  const next = sort && nextSort(shape, request, sort);
  if (!sort || !next) {
    return (
      <th scope="col" className={className}>
        {children}
      </th>
    );
  }
  const direction = directionOf(shape, request, sort);
  return (
    <th scope="col" className={className} aria-sort={direction ?? 'none'}>
      <UnstyledButton className={classes.sort ?? ''} data-active={direction !== undefined || undefined} onClick={() => change({ sort: next })}>
        {children}
        {direction === 'descending' ? <MoveDownIcon size={14} /> : <MoveUpIcon size={14} />}
      </UnstyledButton>
    </th>
  );
}

function cellClass<Item>({ isNumber, isExtra }: Column<Item>): string | undefined {
  return [isNumber && classes.number, isExtra && classes.extra].filter(Boolean).join(' ') || undefined;
}

interface ResourceTableProps<Item> {
  label: string;
  items: readonly Item[];
  look: RowLook<Item>;
  control: ListControl;
  selection: Selection<Item>;
}

/** Rows as a table, where there is room for one. */
export function ResourceTable<Item extends { id: string }>({ label, items, look, control, selection }: ResourceTableProps<Item>) {
  const { name, columns, lead, actions } = look;
  const hasLead = selection.isOn || lead !== undefined;
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {hasLead && (
            <th className={classes.lead} scope="col">
              <VisuallyHidden>{selection.isOn ? 'Chosen' : lead?.label}</VisuallyHidden>
            </th>
          )}
          <Head control={control} sort={name.sort}>
            {name.label}
          </Head>
          {columns.map((column) => (
            <Head key={column.key} control={control} sort={column.sort} className={cellClass(column)}>
              {column.label}
            </Head>
          ))}
          {actions && (
            <th className={classes.tail} scope="col">
              <VisuallyHidden>Options</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} data-quiet={look.isQuiet?.(item) || undefined} data-chosen={selection.has(item) || undefined}>
            {hasLead && (
              <td className={classes.lead}>
                <RowLead item={item} look={look} selection={selection} />
              </td>
            )}
            <th scope="row">
              <RowName item={item} look={look} selection={selection} />
            </th>
            {columns.map((column) => (
              <td key={column.key} className={cellClass(column)}>
                {column.render(item)}
              </td>
            ))}
            {actions && <td className={classes.tail}>{!selection.isOn && <RowMenu name={name.of(item)} actions={actions(item)} />}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
