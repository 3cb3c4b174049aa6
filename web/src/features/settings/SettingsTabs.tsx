import { Link, useLocation, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import classes from './Settings.module.css';

interface SettingsTabsProps {
  label: string;
  tabs: readonly { to: NonNullable<LinkProps['to']>; label: string }[];
}

/** The ways between the pages of one area. */
export function SettingsTabs({ label: area, tabs }: SettingsTabsProps) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone not all of them have room.
  useEffect(() => {
    const links = [...(nav.current?.querySelectorAll('a') ?? [])];
    const current = links.findLast((link) => pathname.startsWith(link.pathname));
    // Not `scrollIntoView`, from where the first Tab would go on.
    if (current && nav.current) nav.current.scrollLeft = current.offsetLeft - (nav.current.clientWidth - current.clientWidth) / 2;
  }, [pathname]);
  return (
    <nav ref={nav} className={classes.tabs} aria-label={area}>
      {/* The first is the area's own address, which those of the others begin with. */}
      {tabs.map(({ to, label }, place) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: place === 0, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
