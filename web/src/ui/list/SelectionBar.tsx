import { Button, Checkbox } from '@mantine/core';
import { flushSync } from 'react-dom';
import type { BulkAction } from './columns';
import { SELECT_BUTTON } from './ListTools';
import classes from './ResourceList.module.css';
import type { Selection } from './useSelection';

interface SelectionBarProps<Item> {
  count: number;
  selection: Selection<Item>;
  actions: BulkAction<Item>[];
}

/** In place of the tools, while rows are being chosen. */
export function SelectionBar<Item>({ count, selection, actions }: SelectionBarProps<Item>) {
  const { chosen } = selection;
  const isAll = count > 0 && chosen.length === count;
  const end = () => {
    flushSync(selection.end);
    // What had the focus is gone with the bar.
    document.querySelector<HTMLElement>(`[${SELECT_BUTTON}]`)?.focus();
  };
  const act = (action: BulkAction<Item>) => {
    action.run(chosen);
    end();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- what stands in it has the focus
    <div
      className={classes.tools}
      role="toolbar"
      aria-label="What to do with the chosen ones"
      onKeyDown={(event) => event.key === 'Escape' && end()}
    >
      <Checkbox
        className={classes.all ?? ''}
        autoFocus
        label={chosen.length === 0 ? 'Choose all' : `${chosen.length} chosen`}
        checked={isAll}
        indeterminate={chosen.length > 0 && !isAll}
        onChange={(event) => selection.setAll(event.currentTarget.checked)}
      />
      {actions.map((action) => (
        <Button key={action.label} size="sm" variant={action.isDanger ? 'light' : 'default'} {...(action.isDanger && { color: 'red' })} disabled={chosen.length === 0} onClick={() => act(action)}>
          {action.label}
        </Button>
      ))}
      <Button className={classes.select ?? ''} size="sm" variant="subtle" color="gray" onClick={end}>
        Cancel
      </Button>
    </div>
  );
}
