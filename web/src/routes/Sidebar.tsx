import { ActionIcon, Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useDialogs } from '../features/dialogs/context';
import { MOD } from '../features/palette/shortcuts';
import { ThreadList } from '../features/threads/ThreadList';
import { PlusIcon, SearchIcon, SidebarIcon } from '../ui/icons';
import { Logo } from '../ui/Logo';
import classes from './Sidebar.module.css';
import { SIDEBAR_TOGGLE, useSidebar } from './SidebarContext';
import { SidebarPages } from './SidebarPages';
import { UserMenu } from './UserMenu';

export function Sidebar() {
  const { toggle, leave } = useSidebar();
  const { open } = useDialogs();
  const find = () => {
    leave();
    open({ name: 'palette' });
  };
  return (
    <div className={classes.sidebar}>
      <div className={classes.top}>
        <Link to="/" className={classes.brand} onClick={leave} aria-label="Clew, new chat">
          <Logo size={26} />
          Clew
        </Link>
        <Tooltip label="Close sidebar" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Close sidebar" aria-expanded {...{ [SIDEBAR_TOGGLE]: '' }} onClick={toggle}>
            <SidebarIcon />
          </ActionIcon>
        </Tooltip>
      </div>
      <Link to="/" className={classes.newChat} onClick={leave}>
        <PlusIcon />
        New chat
      </Link>
      <UnstyledButton className={classes.find ?? ''} onClick={find}>
        <SearchIcon />
        Search
        <Kbd size="xs" className={classes.findKeys ?? ''} aria-hidden>
          {MOD} K
        </Kbd>
      </UnstyledButton>
      <SidebarPages onOpen={leave} />
      <nav className={classes.threads} aria-label="Your chats">
        <ThreadList onOpen={leave} />
      </nav>
      <UserMenu />
    </div>
  );
}
