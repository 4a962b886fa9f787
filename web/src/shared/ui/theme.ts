// SPDX-License-Identifier: Apache-2.0
// One look for the whole console: calm, dense, indigo (藍) for what can be done.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const ai: MantineColorsTuple = [
  '#eef4fa', '#dbe6f1', '#b8cde3', '#8fb0d2', '#6491bf', '#3f73a8', '#2b5f95', '#1d4b7a', '#163d65', '#0f2d4d',
];

const fontFamily =
  '"Hiragino Sans", "BIZ UDPGothic", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif';

export const theme = createTheme({
  colors: { ai },
  primaryColor: 'ai',
  primaryShade: 7,
  defaultRadius: 'sm',
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", "Noto Sans Mono CJK JP", monospace',
  headings: { fontFamily, fontWeight: '650' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    Modal: {
      defaultProps: { centered: true, radius: 'md', overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontSize: 16, fontWeight: 650 } },
    },
    Alert: { styles: { root: { padding: '9px 14px' }, icon: { marginRight: 10 }, title: { fontSize: 14, color: 'var(--mantine-color-text)' } } },
    Stepper: { defaultProps: { iconSize: 28 } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 320 } },
  },
});

// Mantine's own grey for quiet text is too pale to read on white (3.3:1); this one has 6:1.
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#586474',
    '--mantine-color-placeholder': '#667280',
    '--mantine-color-text': '#1c2733',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-default-border': '#cdd5de',
    '--mantine-color-error': '#b42318',
    '--mantine-color-yellow-light': '#fdf5dc',
    '--mantine-color-ai-light': '#e8f0f8',
    '--genbo-ground': '#f4f6f9',
    '--genbo-line': '#e2e7ed',
    '--genbo-quiet': '#f8fafc',
    '--genbo-for': '#2c7a5b',
    '--genbo-against': '#b5482d',
    '--genbo-soft': '#fff2c6',
    '--genbo-hard': '#ffd9cf',
  },
  dark: {},
});

// The server puts a fresh nonce into each index.html; Mantine and the scroll lock of its dialogs sign
// the style elements they make with it.
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
