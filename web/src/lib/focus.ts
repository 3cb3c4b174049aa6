import { useEffect } from 'react';

/** What has the focus, or, where that is a menu about to go, the button that opened it. */
export function focusedControl(): HTMLElement | null {
  const focused = document.activeElement;
  const menu = focused?.closest('[role="menu"]');
  const control = menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : focused;
  return control instanceof HTMLElement && control !== document.body ? control : null;
}

/** Gives the focus back to where it was, or to the page if that is gone. */
export function focusBack(control: HTMLElement | null): void {
  const target = control?.isConnected ? control : document.getElementById('main');
  target?.focus();
}

/** For a dialog that is only there while it is open: its end gives the focus back to what opened it. */
export function useFocusBack(): void {
  useEffect(() => {
    const opener = focusedControl();
    return () => focusBack(opener);
  }, []);
}
