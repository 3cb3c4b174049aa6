import { useEffect, useLayoutEffect, useRef } from 'react';

/** Where the focus can go back to, best first. */
export type FocusPlace = readonly HTMLElement[];

/** What has the focus, or, where that is a menu about to go, the button that opened it; and the rows beside it, should its own be gone. */
export function focusedPlace(): FocusPlace {
  const focused = document.activeElement;
  const menu = focused?.closest('[role="menu"]');
  // By what it is called after: what it is opened by names it only while it is open.
  const control = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
  const row = control?.closest('li, tr');
  return [control, row?.nextElementSibling, row?.previousElementSibling].filter((element): element is HTMLElement => element instanceof HTMLElement && element !== document.body);
}

/** Gives the focus back to where it was, to the row beside it if that is gone, or to the page. */
export function focusBack(place: FocusPlace): void {
  const nearest = place.find((element) => element.isConnected);
  // The last button of a row is that of its menu, which does nothing yet.
  const target = nearest?.matches('li, tr') ? [...nearest.querySelectorAll('button')].at(-1) : nearest;
  // Somebody may have scrolled away from it meanwhile.
  (target ?? document.getElementById('main'))?.focus({ preventScroll: true });
}

/** For a dialog that is only there while it is open: its end gives the focus back to what opened it. */
export function useFocusBack(): void {
  useEffect(() => {
    const opener = focusedPlace();
    return () => focusBack(opener);
  }, []);
}

/** For a list: when the row that has the focus goes, the one beside it gets it. */
export function useFocusAmongRows() {
  const place = useRef<FocusPlace>([]);
  useLayoutEffect(() => {
    const [control] = place.current;
    if (control && !control.isConnected && document.activeElement === document.body) focusBack(place.current);
  });
  return {
    onFocus: () => {
      place.current = focusedPlace();
    },
    onBlur: () => {
      place.current = [];
    },
  };
}
