import { useLocalStorage } from '@mantine/hooks';
import { useEffect } from 'react';

const isMac = () => navigator.platform.startsWith('Mac');
export const MOD = isMac() ? '⌘' : 'Ctrl';

export type Shortcut = 'palette' | 'new-chat' | 'write' | 'shortcuts';

export const SHORTCUTS: { name: Shortcut; keys: string[]; does: string }[] = [
  { name: 'palette', keys: [MOD, 'K'], does: 'Find a chat or do something' },
  { name: 'new-chat', keys: [MOD, 'Shift', 'O'], does: 'New chat' },
  { name: 'write', keys: ['/'], does: 'Go to the message field' },
  { name: 'shortcuts', keys: ['?'], does: 'Show these shortcuts' },
];

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** Which shortcut these keys are. A single character is one only where nobody is writing. */
export function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  if (event.isComposing || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (isMac() ? event.metaKey : event.ctrlKey) {
    if (key === 'k' && !event.shiftKey) return 'palette';
    return key === 'o' && event.shiftKey ? 'new-chat' : undefined;
  }
  if (event.ctrlKey || event.metaKey || isTyping(event)) return undefined;
  return { '/': 'write', '?': 'shortcuts' }[key] as Shortcut | undefined;
}

/** Whether this browser's user wants shortcuts: some read the screen or dictate with keys of their own. */
export function useShortcutChoice() {
  return useLocalStorage({ key: 'clew-shortcuts', defaultValue: true, getInitialValueInEffect: false });
}

export function useShortcuts(act: (shortcut: Shortcut) => void): void {
  const [isOn] = useShortcutChoice();
  useEffect(() => {
    if (!isOn) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const shortcut = event.defaultPrevented ? undefined : shortcutOf(event);
      if (!shortcut) return;
      event.preventDefault();
      act(shortcut);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [isOn, act]);
}
