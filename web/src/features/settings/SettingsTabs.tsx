import { Link } from '@tanstack/react-router';
import classes from './Settings.module.css';

const OF_EVERYBODY = [
  { to: '/settings', label: 'You' },
  { to: '/settings/models', label: 'Models' },
] as const;
const OF_ADMINISTRATORS = [
  { to: '/settings/server', label: 'Server' },
  { to: '/settings/data', label: 'Data' },
] as const;

export function SettingsTabs({ isAdministrator }: { isAdministrator: boolean }) {
  return (
    <nav className={classes.tabs} aria-label="Settings">
      {[...OF_EVERYBODY, ...(isAdministrator ? OF_ADMINISTRATORS : [])].map(({ to, label }) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: true, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
