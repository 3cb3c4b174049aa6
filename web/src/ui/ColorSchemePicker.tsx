import { SegmentedControl, type MantineColorScheme } from '@mantine/core';
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

interface ColorSchemePickerProps {
  value: MantineColorScheme;
  onChange: (scheme: MantineColorScheme) => void;
}

export function ColorSchemePicker({ value, onChange }: ColorSchemePickerProps) {
  return (
    <SegmentedControl
      aria-label="Colour scheme"
      fullWidth
      data={OPTIONS}
      value={value}
      onChange={(scheme) => onChange(scheme as MantineColorScheme)}
    />
  );
}
