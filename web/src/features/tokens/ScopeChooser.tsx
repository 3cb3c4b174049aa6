import { Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { AREAS, type Area, type Choice, type Level, type Reach } from './scopes';
import classes from './Tokens.module.css';

interface ScopeChooserProps {
  reach: Reach;
  choice: Choice;
  error?: string | undefined;
  hasAdministration: boolean;
  onReach: (reach: Reach) => void;
  onChoice: (choice: Choice) => void;
}

const LEVELS = [
  { value: '', label: 'Nothing' },
  { value: 'read', label: 'Read' },
  { value: 'change', label: 'Change' },
];

/** What a token may do: everything, everything but changes, or what is chosen area by area. */
export function ScopeChooser({ reach, choice, error, hasAdministration, onReach, onChoice }: ScopeChooserProps) {
  const areas = (Object.keys(AREAS) as Area[]).filter((area) => area !== 'administration' || hasAdministration);
  return (
    <Stack gap="sm">
      <Radio.Group label="What may it do?" value={reach} onChange={(value) => onReach(value as Reach)}>
        <Stack gap="xs" mt="xs">
          <Radio value="chosen" label="Only what I choose" description="To change something is to read it, too." />
          <Radio value="read" label="Read everything, change nothing" />
          <Radio value="all" label="Everything that I may, but for passwords and the like" />
        </Stack>
      </Radio.Group>
      {reach === 'chosen' && (
        <ul className={classes.areas} aria-label="What it may do">
          {areas.map((area) => (
            <li key={area} className={classes.area}>
              <span>{AREAS[area]}</span>
              <SegmentedControl
                size="xs"
                aria-label={AREAS[area]}
                data={LEVELS}
                value={choice[area] ?? ''}
                onChange={(level) => onChoice({ ...choice, [area]: level === '' ? undefined : (level as Level) })}
              />
            </li>
          ))}
        </ul>
      )}
      {error && (
        <Text size="sm" c="var(--clew-danger)" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}
