import {
  Anchor,
  createTheme,
  Drawer,
  localStorageColorSchemeManager,
  Menu,
  Modal,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const thread: MantineColorsTuple = [
  '#edf7f4', '#d8ece6', '#b3dbd0', '#8ac8b8', '#67b7a3',
  '#4aa892', '#2f917c', '#177562', '#106152', '#0a4a3f',
];

// Warm greys: paper by day, soft charcoal by night.
const gray: MantineColorsTuple = [
  '#faf8f4', '#f4f1eb', '#ebe7df', '#ded9cf', '#c9c3b6',
  '#a59f92', '#837d70', '#625d53', '#413d36', '#26241f',
];
const dark: MantineColorsTuple = [
  '#e8e6df', '#cfccc4', '#a8a59b', '#7d7b73', '#3a3c38',
  '#2e302d', '#252724', '#1b1d1b', '#161816', '#101210',
];

const red: MantineColorsTuple = [
  '#fbf0ed', '#f5ddd7', '#ebbdb2', '#e09c8c', '#d67c68',
  '#c9604b', '#b94836', '#a8362b', '#8c2b22', '#6f2019',
];

const OVERLAY = { backgroundOpacity: 0.5, color: '#14130f' };

export const theme = createTheme({
  colors: { thread, gray, dark, red },
  primaryColor: 'thread',
  primaryShade: 7,
  black: '#26241f',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '600' },
  components: {
    // A link inside a sentence must not be told by its colour alone.
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    DrawerOverlay: Drawer.Overlay.extend({ defaultProps: OVERLAY }),
    // A menu whose opening scrolls the page would hide itself before it can be used.
    Menu: Menu.extend({ defaultProps: { shadow: 'md', hideDetached: false, transitionProps: { transition: 'pop', duration: 120 } } }),
    Modal: Modal.extend({
      defaultProps: { radius: 'lg', overlayProps: OVERLAY, padding: 'lg', closeButtonProps: { 'aria-label': 'Close' }, classNames: { content: 'modal', header: 'modal', title: 'modal-title' } },
    }),
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fdfcfa',
    '--mantine-color-dimmed': '#6b665b',
    '--mantine-color-placeholder': '#7a7568',
    '--mantine-color-error': '#a8362b',
    '--mantine-color-gray-light-color': '#6b665b',
    '--clew-sidebar': '#f5f2ec',
    '--clew-line': '#e7e2d8',
    '--clew-line-strong': '#cfc8ba',
    '--clew-raised': '#ffffff',
    '--clew-quiet': '#f3f0e9',
    '--clew-hover': '#ebe7de',
    '--clew-accent': '#177562',
    '--clew-highlight': '#e4f1ec',
    '--clew-danger': '#a8362b',
    '--clew-danger-quiet': '#fbf0ed',
    '--clew-danger-line': '#ecd0c9',
    '--clew-edge': 'rgb(60 50 30 / 16%)',
    '--clew-shadow': '0 1px 2px rgb(60 50 30 / 5%), 0 8px 24px rgb(60 50 30 / 6%)',
    '--clew-mark': '#f3e2a9',
    '--clew-code-comment': '#756f62',
    '--clew-code-keyword': '#8a3b6f',
    '--clew-code-number': '#9a5b13',
    '--clew-code-string': '#2b6a3f',
  },
  dark: {
    '--mantine-color-body': '#1b1d1b',
    '--mantine-color-dimmed': '#a8a59b',
    '--mantine-color-placeholder': '#94918a',
    '--mantine-color-error': '#eb9d8f',
    '--mantine-color-anchor': '#7cc7b5',
    '--mantine-color-gray-light-color': '#a8a59b',
    '--mantine-color-thread-light': '#1d352f',
    '--mantine-color-thread-light-color': '#a6dccf',
    '--mantine-color-red-light': '#2c2120',
    '--mantine-color-red-light-hover': '#3a2a28',
    '--mantine-color-red-light-color': '#eb9d8f',
    '--clew-sidebar': '#161816',
    '--clew-line': '#30332f',
    '--clew-line-strong': '#4b4f49',
    '--clew-raised': '#232523',
    '--clew-quiet': '#242624',
    '--clew-hover': '#2a2d2a',
    '--clew-accent': '#7cc7b5',
    '--clew-highlight': '#1f332d',
    '--clew-danger': '#eb9d8f',
    '--clew-danger-quiet': '#2c2120',
    '--clew-danger-line': '#4c3531',
    '--clew-edge': 'rgb(0 0 0 / 55%)',
    '--clew-shadow': '0 1px 2px rgb(0 0 0 / 25%), 0 8px 24px rgb(0 0 0 / 22%)',
    '--clew-mark': '#574a1d',
    '--clew-code-comment': '#918e84',
    '--clew-code-keyword': '#d69bc2',
    '--clew-code-number': '#e0b070',
    '--clew-code-string': '#9ccf9f',
  },
});

// The same key is read by public/color-scheme.js.
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'clew-color-scheme' });
