import { Link } from '@tanstack/react-router';
import { MemoryIcon, ProjectIcon, TodoIcon } from '../ui/icons';
import classes from './Sidebar.module.css';

const PAGES = [
  { to: '/todos', label: 'Todos', icon: <TodoIcon /> },
  { to: '/memories', label: 'Memories', icon: <MemoryIcon /> },
  { to: '/projects', label: 'Projects', icon: <ProjectIcon /> },
] as const;

/** What else there is than chats, side by side: it must not push them away. */
export function SidebarPages({ onOpen }: { onOpen: () => void }) {
  return (
    <nav className={classes.pages} aria-label="Pages">
      {PAGES.map(({ to, label, icon }) => (
        <Link key={to} to={to} className={classes.page} activeOptions={{ includeSearch: false }} onClick={onOpen}>
          {icon}
          {label}
        </Link>
      ))}
    </nav>
  );
}
