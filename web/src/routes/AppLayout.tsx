import { Drawer } from '@mantine/core';
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { flushSync } from 'react-dom';
import { ConfirmationDialog } from '../features/confirmation/ConfirmationDialog';
import { Dialogs } from '../features/dialogs/Dialogs';
import { useLiveThreads } from '../features/live/useLiveThreads';
import { useSavedAppearance } from '../features/settings/appearance';
import classes from './AppLayout.module.css';
import { Sidebar } from './Sidebar';
import { SIDEBAR_TOGGLE, SidebarContext } from './SidebarContext';

const PHONE = '(max-width: 48em)';
// Not `className`: Mantine puts that on the wrapper too, which covers the whole page.
const DRAWER = { content: classes.drawer ?? '', body: classes.drawerBody ?? '' };

/** The frame of every page for somebody who is signed in. */
export function AppLayout() {
  useLiveThreads();
  useSavedAppearance();
  const isPhone = useMediaQuery(PHONE, matchMedia(PHONE).matches);
  const [isDrawerOpen, drawer] = useDisclosure(false);
  const [isColumnOpen, setIsColumnOpen] = useLocalStorage({
    key: 'clew-sidebar-open',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const toggleColumn = () => {
    flushSync(() => setIsColumnOpen((isOpen) => !isOpen));
    // The button that was pressed is gone with the column; its counterpart takes the focus.
    document.querySelector<HTMLElement>(`[${SIDEBAR_TOGGLE}]`)?.focus();
  };
  const control = isPhone
    ? { isOpen: isDrawerOpen, isDrawer: true, toggle: drawer.toggle, leave: drawer.close }
    : { isOpen: isColumnOpen, isDrawer: false, toggle: toggleColumn, leave: () => undefined };

  return (
    <SidebarContext value={control}>
      <ConfirmationDialog />
      <Dialogs>
        <a className="skip-link" href="#main">
          Skip to content
        </a>
        <div className={classes.layout}>
          {isPhone ? (
            <Drawer.Root opened={isDrawerOpen} onClose={drawer.close} size="min(20rem, 86vw)" classNames={DRAWER}>
              <Drawer.Overlay />
              <Drawer.Content aria-label="Chats">
                <Drawer.Body>
                  <Sidebar />
                </Drawer.Body>
              </Drawer.Content>
            </Drawer.Root>
          ) : (
            isColumnOpen && (
              <aside className={classes.column} aria-label="Chats">
                <Sidebar />
              </aside>
            )
          )}
          <main className={classes.main} id="main" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </Dialogs>
    </SidebarContext>
  );
}
