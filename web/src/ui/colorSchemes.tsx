import type { MantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { AutoIcon, MoonIcon, SunIcon } from './icons';

interface ColorSchemeChoice {
  value: MantineColorScheme;
  label: string;
  icon: ReactNode;
}

export const COLOR_SCHEMES: ColorSchemeChoice[] = [
  { value: 'light', label: 'Light', icon: <SunIcon size={16} /> },
  { value: 'dark', label: 'Dark', icon: <MoonIcon size={16} /> },
  { value: 'auto', label: 'Auto', icon: <AutoIcon size={16} /> },
];
