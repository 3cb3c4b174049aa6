import { Link, type LinkProps } from '@tanstack/react-router';
import classes from './Settings.module.css';

interface SettingsTabsProps {
  label: string;
  tabs: readonly { to: NonNullable<LinkProps['to']>; label: string }[];
}

/** The ways between the pages of one area. */
export function SettingsTabs({ label: area, tabs }: SettingsTabsProps) {
  return (
    <nav className={classes.tabs} aria-label={area}>
      {/* The first is the area's own address, which those of the others begin with. */}
      {tabs.map(({ to, label }, place) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: place === 0, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
