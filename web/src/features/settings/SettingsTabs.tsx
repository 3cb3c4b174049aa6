import { Link, useLocation, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import classes from './Settings.module.css';

interface SettingsTabsProps {
  label: string;
  tabs: readonly { to: NonNullable<LinkProps['to']>; label: string }[];
}

/** The ways between the pages of one area. */
export function SettingsTabs({ label: area, tabs }: SettingsTabsProps) {
  const { pathname } = useLocation();
  const bar = useRef<HTMLElement>(null);
  const here = tabs.findLast(({ to }) => pathname.startsWith(to))?.to;
  // On a phone they are wider than the page.
  useEffect(() => {
    bar.current?.querySelector(`[href="${here}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <nav ref={bar} className={classes.tabs} aria-label={area}>
      {/* The first is the area's own address, which those of the others begin with. */}
      {tabs.map(({ to, label }, place) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: place === 0, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
