import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Mantine speaks our tokens: this file only points its variables at styles/tokens.css. */
function shadesOf(token: string): MantineColorsTuple {
  const color = `var(${token})`;
  return [color, color, color, color, color, color, color, color, color, color];
}

export const theme = createTheme({
  colors: { accent: shadesOf('--accent'), danger: shadesOf('--danger'), gray: shadesOf('--text-dim') },
  primaryColor: 'accent',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-code)',
  fontSizes: {
    xs: 'var(--size-12)',
    sm: 'var(--size-13)',
    md: 'var(--size-14)',
    lg: 'var(--size-16)',
    xl: 'var(--size-20)',
  },
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  defaultRadius: 'var(--radius)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'compact-sm', variant: 'default' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs', autosize: true, minRows: 2 } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    // Its empty element with a focus is no item of a menu, and is read as one; so the first item takes the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false, multiline: true, maw: 420 } },
  },
});

const shared = {
  '--menu-item-hover': 'var(--surface-hover)',
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-dim)',
  '--mantine-color-placeholder': 'var(--text-faint)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-default': 'var(--surface-raised)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--surface-inset)',
  '--mantine-color-disabled-color': 'var(--text-faint)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--accent-fill-hover)',
  '--mantine-color-accent-filled': 'var(--accent-fill)',
  '--mantine-color-accent-filled-hover': 'var(--accent-fill-hover)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--surface-selected)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-color-accent-outline': 'var(--accent)',
  '--mantine-color-danger-filled': 'var(--danger-fill)',
  '--mantine-color-danger-filled-hover': 'var(--danger-fill-hover)',
  '--mantine-color-danger-light': 'var(--danger-soft)',
  '--mantine-color-danger-light-hover': 'var(--danger-soft)',
  '--mantine-color-danger-light-color': 'var(--danger)',
  '--mantine-color-danger-outline': 'var(--danger)',
  '--mantine-color-gray-light': 'var(--surface-inset)',
  '--mantine-color-gray-light-color': 'var(--text-dim)',
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
