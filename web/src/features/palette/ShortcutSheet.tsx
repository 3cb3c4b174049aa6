import { Modal, Switch } from '@mantine/core';
import { Keys } from './Keys';
import classes from './Palette.module.css';
import { SHORTCUTS, useShortcutChoice } from './shortcuts';

const WRITING = [
  { keys: ['Enter'], does: 'Send the message' },
  { keys: ['Shift', 'Enter'], does: 'Begin a new line' },
];
const MOVING = [
  { keys: ['↑', '↓'], does: 'Move through what was found' },
  { keys: ['Enter'], does: 'Open it' },
  { keys: ['Esc'], does: 'Close what lies over the page' },
];

function Section({ title, rows }: { title: string; rows: { keys: string[]; does: string }[] }) {
  return (
    <section>
      <h3 className={classes.sheetTitle}>{title}</h3>
      <dl className={classes.sheet}>
        {rows.map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const [isOn, setIsOn] = useShortcutChoice();
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" centered returnFocus={false}>
      <div className={classes.sheets} data-off={!isOn || undefined}>
        <Section title="Anywhere" rows={SHORTCUTS} />
        <Section title="Writing" rows={WRITING} />
        <Section title="Searching" rows={MOVING} />
      </div>
      <Switch
        mt="lg"
        label="Shortcuts that work anywhere"
        description="Kept in this browser. Turn them off if they get in the way of a screen reader or of dictation."
        checked={isOn}
        onChange={(event) => setIsOn(event.currentTarget.checked)}
      />
    </Modal>
  );
}
