import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { SearchIcon, SelectIcon } from '../icons';
import { filtersIn } from './listRequest';
import classes from './ResourceList.module.css';
import type { ListControl } from './useListRequest';

const TYPING_PAUSE_MS = 250;
/** Marks the button that the focus goes back to when nothing is chosen any more. */
export const SELECT_BUTTON = 'data-select-rows';

function SearchField({ control: { shape, request, change } }: { control: ListControl }) {
  const asked = request.q ?? '';
  const [words, setWords] = useState(asked);
  const [known, setKnown] = useState(asked);
  // Somebody else changed the address: a step back, or the button that clears the filters.
  if (asked !== known) {
    setKnown(asked);
    setWords(asked);
  }
  const submit = useDebouncedCallback((typed: string) => {
    const q = typed.trim() === '' ? '' : typed;
    setKnown(q);
    change({ q });
  }, TYPING_PAUSE_MS);
  const type = (value: string) => {
    setWords(value);
    submit(value);
  };
  return (
    <TextInput
      className={classes.search ?? ''}
      size="sm"
      role="searchbox"
      aria-label={shape.search}
      placeholder={shape.search ?? ''}
      maxLength={200}
      leftSection={<SearchIcon size={16} />}
      rightSection={words !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={() => type('')} />}
      value={words}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

interface ListToolsProps {
  control: ListControl;
  /** What its open filters are chosen with. */
  more?: ReactNode;
  onSelect?: (() => void) | undefined;
}

/** What the list is searched, filtered and sorted by. */
export function ListTools({ control, more, onSelect }: ListToolsProps) {
  const { shape, request, change } = control;
  // On a phone they would push the list out of sight.
  const [isOpen, { toggle }] = useDisclosure(false);
  const hasChoices = shape.filters.length > 0 || shape.sorts.length > 1;
  const count = filtersIn(shape, request);
  return (
    <div className={classes.tools} role="group" aria-label="Search, filters and order">
      {shape.search && <SearchField control={control} />}
      {hasChoices && (
        <Button className={classes.toggle ?? ''} size="sm" variant="default" aria-expanded={isOpen} onClick={toggle}>
          {shape.filters.length === 0 ? 'Order' : `Filters${count > 0 ? `: ${count}` : ''}`}
        </Button>
      )}
      <div className={classes.choices} data-open={isOpen || undefined}>
        {shape.filters.map(({ name, label, choices }) => (
          <NativeSelect
            key={name}
            size="sm"
            aria-label={label}
            data={choices.map(({ value, label: words }) => ({ value, label: words }))}
            value={request[name] ?? choices[0].value}
            data-narrowed={request[name] !== undefined || undefined}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
        ))}
        {more}
        {shape.sorts.length > 1 && (
          <NativeSelect
            size="sm"
            aria-label="Order"
            data={shape.sorts}
            value={request.sort ?? shape.sorts[0]?.value ?? ''}
            onChange={(event) => change({ sort: event.currentTarget.value })}
          />
        )}
      </div>
      {onSelect && (
        <Button className={classes.select ?? ''} size="sm" variant="subtle" color="gray" {...{ [SELECT_BUTTON]: '' }} onClick={onSelect}>
          <span className={classes.selectIcon}>
            <SelectIcon />
          </span>
          <span className={classes.selectWord}>Select</span>
        </Button>
      )}
    </div>
  );
}
