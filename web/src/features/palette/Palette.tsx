import { Loader, Modal } from '@mantine/core';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { SearchIcon } from '../../ui/icons';
import classes from './Palette.module.css';
import { usePaletteEntries, type Entry } from './usePaletteEntries';

// Not `className`: Mantine puts that on the wrapper too, which covers the whole page.
const CONTENT = { content: 'modal' };
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Everything at hand: chats by their title and by what was said in them, and what can be done. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  // By key: what is found later must not change what Enter does.
  const [chosen, setChosen] = useState<string | null>(null);
  const { groups, isSearching } = usePaletteEntries(typed);
  const entries = groups.flatMap((group) => group.entries);
  const active = entries.find((entry) => entry.key === chosen) ?? entries[0];
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const optionId = (entry: Entry) => `${id}-${entries.indexOf(entry)}`;

  const run = (entry: Entry) => {
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !active) return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      const next = entries.at((entries.indexOf(active) + step) % entries.length) ?? active;
      setChosen(next.key);
      document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      run(active);
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <Modal.Root opened onClose={onClose} size="38rem" yOffset="12vh" returnFocus={false} transitionProps={{ duration: 0 }} classNames={CONTENT}>
      <Modal.Overlay />
      <Modal.Content aria-label="Find a chat or do something" radius="lg">
        <Modal.Body p={0}>
          <div className={classes.field}>
            {isSearching ? <Loader size={18} /> : <SearchIcon />}
            <input
              className={classes.input}
              role="combobox"
              aria-label="Find a chat or do something"
              aria-expanded
              aria-autocomplete="list"
              aria-controls={`${id}-list`}
              aria-activedescendant={active && optionId(active)}
              placeholder="Find a chat or do something"
              autoComplete="off"
              maxLength={200}
              autoFocus
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setChosen(null);
                list.current?.scrollTo({ top: 0 });
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div className={classes.list} id={`${id}-list`} role="listbox" aria-label="Chats and actions" ref={list}>
            {groups.map(({ name, entries: members }) => (
              <div key={name} role="group" aria-label={name}>
                <div className={classes.group} aria-hidden>
                  {name}
                </div>
                {members.map((entry) => (
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field above has the focus and the keys
                  <div
                    key={entry.key}
                    id={optionId(entry)}
                    className={classes.option}
                    role="option"
                    aria-selected={entry === active}
                    onPointerMove={() => setChosen(entry.key)}
                    onClick={() => run(entry)}
                  >
                    {entry.icon}
                    <div className={classes.content}>{entry.content}</div>
                  </div>
                ))}
              </div>
            ))}
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
