import type { RowLook } from './columns';
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

function Facts<Item>({ item, look }: { item: Item; look: RowLook<Item> }) {
  const facts = look.columns
    .map(({ key, label, isLabelled, render }) => ({ key, label, isLabelled, content: render(item) }))
    .filter(({ content }) => content !== null && content !== undefined && content !== '');
  if (facts.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {facts.map(({ key, label, isLabelled, content }) => (
        <div key={key} data-labelled={isLabelled || undefined}>
          <dt>{label}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
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
            <Facts item={item} look={look} />
          </div>
          {look.actions && !selection.isOn && <RowMenu name={look.name.of(item)} actions={look.actions(item)} />}
        </li>
      ))}
    </ul>
  );
}
