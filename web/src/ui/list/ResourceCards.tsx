import type { RowLook } from './columns';
import { Facts } from './Facts';
import classes from './ResourceList.module.css';
import { RowMenu } from './RowMenu';
import { RowLead, RowName } from './RowParts';
import type { Selection } from './useSelection';

interface ResourceCardsProps<Item> {
  label: string;
  items: readonly Item[];
  look: RowLook<Item>;
  selection: Selection<Item>;
}

/** Rows as cards, one under the other, for the width of a phone. */
export function ResourceCards<Item extends { id: string }>({ label, items, look, selection }: ResourceCardsProps<Item>) {
  return (
    <ul className={classes.cards} aria-label={label}>
      {items.map((item) => (
        <li key={item.id} data-quiet={look.isQuiet?.(item) || undefined} data-chosen={selection.has(item) || undefined}>
          {(selection.isOn || look.lead) && (
            <div className={classes.lead}>
              <RowLead item={item} look={look} selection={selection} />
            </div>
          )}
          <div className={classes.words}>
            <RowName item={item} look={look} selection={selection} />
            <Facts facts={look.columns.map(({ render, ...column }) => ({ ...column, content: render(item) }))} />
          </div>
          {look.actions && !selection.isOn && <RowMenu name={look.name.of(item)} actions={look.actions(item)} />}
        </li>
      ))}
    </ul>
  );
}
