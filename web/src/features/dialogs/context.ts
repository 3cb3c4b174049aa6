import { createContext, useContext } from 'react';
import type { Thread } from '../../api/types';

/** What can lie over any page, one at a time. */
export type Dialog = { name: 'palette' } | { name: 'shortcuts' } | { name: 'import' } | { name: 'share'; thread: Thread };

interface DialogControl {
  open: (dialog: Dialog) => void;
  close: () => void;
}

export const DialogContext = createContext<DialogControl>({ open: () => undefined, close: () => undefined });

export const useDialogs = () => useContext(DialogContext);
