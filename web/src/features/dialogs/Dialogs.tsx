import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { focusBack, focusedPlace, type FocusPlace } from '../../lib/focus';
import { Palette } from '../palette/Palette';
import { useShortcuts, type Shortcut } from '../palette/shortcuts';
import { ShortcutSheet } from '../palette/ShortcutSheet';
import { ImportDialog } from '../threads/ImportDialog';
import { DialogContext, type Dialog } from './context';

// It brings the Markdown parser along, which the first page does without.
const ShareDialog = lazy(async () => ({ default: (await import('../shares/ShareDialog')).ShareDialog }));

const isCovered = () => document.querySelector('[role="dialog"], [role="menu"]') !== null;

/** Shows one dialog over the page, and gives the focus back to where it was. */
export function Dialogs({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const opener = useRef<FocusPlace>([]);
  const navigate = useNavigate();

  const open = useCallback((next: Dialog) => {
    // One dialog may lead to another; the focus goes back to where the first began.
    if (opener.current.length === 0) opener.current = focusedPlace();
    setDialog(next);
  }, []);
  const close = useCallback(() => setDialog(null), []);
  useEffect(() => {
    if (dialog || opener.current.length === 0) return;
    const place = opener.current;
    opener.current = [];
    focusBack(place);
  }, [dialog]);

  const onShortcut = useCallback(
    (shortcut: Shortcut) => {
      if (shortcut === 'palette' && dialog?.name === 'palette') close();
      else if (shortcut === 'palette') open({ name: 'palette' });
      else if (isCovered()) return;
      else if (shortcut === 'shortcuts') open({ name: 'shortcuts' });
      else if (shortcut === 'new-chat') void navigate({ to: '/' });
      else document.querySelector<HTMLElement>('[aria-label="Message to Clew"]')?.focus();
    },
    [dialog?.name, close, navigate, open],
  );
  useShortcuts(onShortcut);

  const control = useMemo(() => ({ open, close }), [open, close]);
  return (
    <DialogContext value={control}>
      {children}
      {dialog?.name === 'palette' && <Palette onClose={close} />}
      {dialog?.name === 'shortcuts' && <ShortcutSheet onClose={close} />}
      {dialog?.name === 'import' && <ImportDialog onClose={close} />}
      <Suspense>{dialog?.name === 'share' && <ShareDialog thread={dialog.thread} onClose={close} />}</Suspense>
    </DialogContext>
  );
}
