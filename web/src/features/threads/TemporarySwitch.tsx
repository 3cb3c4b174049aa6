import { Switch, Text } from '@mantine/core';
import { useId } from 'react';
import classes from './TemporarySwitch.module.css';

interface TemporarySwitchProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Whether the chat that is about to begin goes by itself. */
export function TemporarySwitch({ isOn, onChange }: TemporarySwitchProps) {
  const meaning = useId();
  return (
    <div className={classes.temporary}>
      <Switch label="Temporary chat" aria-describedby={meaning} checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <Text id={meaning} size="sm" c="dimmed" className={classes.meaning ?? ''}>
        {isOn
          ? 'Deleted for good 24 hours after you last write in it, unless you choose to keep it before.'
          : 'For what you need once and do not want to keep.'}
      </Text>
    </div>
  );
}
