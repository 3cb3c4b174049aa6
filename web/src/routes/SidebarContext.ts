import { createContext, useContext } from 'react';

/** Marks the button that opens or closes the sidebar, in whichever place it stands. */
export const SIDEBAR_TOGGLE = 'data-sidebar-toggle';

interface SidebarControl {
  isOpen: boolean;
  /** On a phone the sidebar lies over the page. */
  isDrawer: boolean;
  toggle: () => void;
  /** Closes the drawer of a phone after something was chosen; the column of a wide screen stays. */
  leave: () => void;
}

export const SidebarContext = createContext<SidebarControl>({
  isOpen: true,
  isDrawer: false,
  toggle: () => undefined,
  leave: () => undefined,
});

export const useSidebar = () => useContext(SidebarContext);
