import { Checkbox, UnstyledButton } from '@mantine/core';
import { useId } from 'react';
import { shorten } from '../../lib/text';
import type { RowLook } from './columns';
import classes from './ResourceList.module.css';
import type { Selection } from './useSelection';

export interface RowProps<Item> {
  item: Item;
  look: RowLook<Item>;
  selection: Selection<Item>;
}

/** Before the name: the box to choose the row with, or what the resource has there. */
export function RowLead<Item>({ item, look, selection }: RowProps<Item>) {
  if (!selection.isOn) return look.lead?.render(item);
  return <Checkbox className={classes.check ?? ''} aria-label={`Choose “${shorten(look.name.of(item))}”`} checked={selection.has(item)} onChange={() => selection.toggle(item)} />;
}

/** The name, which opens the row or chooses it, and what stands under it. */
export function RowName<Item>({ item, look, selection }: RowProps<Item>) {
  const noteId = useId();
  const name = look.name.of(item);
  const act = selection.isOn ? () => selection.toggle(item) : look.onOpen && (() => look.onOpen?.(item));
  const note = look.renderNote?.(item);
  return (
    <>
      {act ? (
        // While rows are chosen the box beside it has the focus; this is only its larger place for a pointer.
        <UnstyledButton className={`${classes.name} ${classes.open}`} {...(note && { 'aria-describedby': noteId })} {...(selection.isOn && { tabIndex: -1, 'aria-hidden': true })} onClick={act}>
          {name}
        </UnstyledButton>
      ) : (
        <span className={classes.name}>{name}</span>
      )}
      {note && (
        <div className={classes.note} id={noteId}>
          {note}
        </div>
      )}
    </>
  );
}
