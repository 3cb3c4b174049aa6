import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import classes from './ColorSchemePicker.module.css';
import { COLOR_SCHEMES } from './colorSchemes';

const OPTIONS = COLOR_SCHEMES.map(({ value, label, icon }) => ({
  value,
  label: (
    <span className={classes.option}>
      {icon}
      {label}
    </span>
  ),
}));

export function ColorSchemePicker() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Colour scheme"
      fullWidth
      data={OPTIONS}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as MantineColorScheme)}
    />
  );
}
