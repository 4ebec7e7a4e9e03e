import { createTheme, type CSSVariablesResolver, type MantineThemeOverride } from '@mantine/core';
import { amber, blue, dark, gray, green, red } from './colors.ts';

/** `desktop` is dense (13 px, 32 px fields); `portal` is for thumbs (16 px, 44 px fields). */
export type Density = 'desktop' | 'portal';

const FONT = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";
const MONO = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace";

const SIZES = {
  desktop: {
    font: { xs: '11.5px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
    control: '32px',
    small: '28px',
    headings: { h1: ['20px', '28px'], h2: ['16px', '24px'], h3: ['13px', '20px'] },
  },
  portal: {
    font: { xs: '13px', sm: '16px', md: '16px', lg: '18px', xl: '22px' },
    control: '44px',
    small: '36px',
    headings: { h1: ['24px', '32px'], h2: ['19px', '28px'], h3: ['16px', '24px'] },
  },
} as const;

const heading = (size: readonly [string, string]) => ({ fontSize: size[0], lineHeight: size[1], fontWeight: '600' });

/** Mantine's title bars are `<header>`: a question over a drawer would give the page two banners, which axe refuses. */
const NO_BANNER = { header: { role: 'presentation' } };

/** The product's look for Mantine: everything that is not a colour variable of `cssVariables`. */
export function themeFor(density: Density): MantineThemeOverride {
  const size = SIZES[density];
  const height = (small: boolean) => (small ? size.small : size.control);
  const field = {
    vars: (_: unknown, props: { size?: unknown }) => ({ wrapper: { '--input-height': height(props.size === 'xs') } }),
  };
  return createTheme({
    primaryColor: 'blue',
    primaryShade: 6,
    autoContrast: false,
    colors: { blue, green, amber, red, gray, dark },
    fontFamily: FONT,
    fontFamilyMonospace: MONO,
    fontSizes: size.font,
    lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
    defaultRadius: 'md',
    cursorType: 'pointer',
    focusRing: 'auto',
    respectReducedMotion: true,
    headings: {
      fontFamily: FONT,
      fontWeight: '600',
      sizes: { h1: heading(size.headings.h1), h2: heading(size.headings.h2), h3: heading(size.headings.h3) },
    },
    components: {
      Button: {
        defaultProps: { size: 'sm' },
        vars: (_: unknown, props: { size?: unknown }) => ({
          root: {
            '--button-height': height(props.size === 'xs'),
            '--button-padding-x': density === 'portal' ? '16px' : '12px',
          },
        }),
      },
      Input: field,
      InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] } },
      Modal: {
        defaultProps: {
          centered: true,
          radius: 'lg',
          transitionProps: { duration: 120 },
          overlayProps: { backgroundOpacity: 0.45 },
          attributes: NO_BANNER,
        },
      },
      Drawer: {
        defaultProps: {
          position: 'right',
          transitionProps: { duration: 150 },
          overlayProps: { backgroundOpacity: 0.35 },
          attributes: NO_BANNER,
        },
      },
      Tooltip: { defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 80 } } },
      Menu: {
        defaultProps: {
          transitionProps: { duration: 80 },
          shadow: 'md',
          // The first entry has the focus: screen readers hear it, and nothing without a name does.
          withInitialFocusPlaceholder: false,
          // In the page's landmark, over the list that would cut it off. Every screen of the desktop with a menu has it.
          ...(density === 'desktop' ? { portalProps: { target: '#content' }, floatingStrategy: 'fixed' } : {}),
        },
      },
      // The list stands beside its field and scrolls by itself: that is what screen readers know as the field's popup.
      Select: {
        defaultProps: { withScrollArea: false, comboboxProps: { withinPortal: false, floatingStrategy: 'fixed' } },
        styles: { options: { maxHeight: 260, overflowY: 'auto' } },
      },
      // What belongs together stands closer than what does not.
      SegmentedControl: { styles: { label: { paddingInline: 10 } } },
      Switch: { defaultProps: { withThumbIndicator: false } },
      Skeleton: { defaultProps: { radius: 'sm' } },
    },
  });
}

/** Colours by meaning. Components name these, never a shade, so light and dark stay equals. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--sc-on-fill': '#ffffff',
    '--sc-mono': MONO,
  },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': gray[9],
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': '#6b7482',
    '--mantine-color-anchor': blue[7],
    '--mantine-color-error': red[6],
    '--mantine-color-default-border': gray[3],
    '--sc-rail': '#f3f5f8',
    '--sc-sunken': gray[0],
    '--sc-raised': '#ffffff',
    '--sc-line': gray[2],
    '--sc-line-strong': gray[4],
    '--sc-hover': gray[1],
    '--sc-selected': blue[0],
    '--sc-selected-line': blue[6],
    '--sc-accent': blue[6],
    '--sc-accent-text': blue[7],
    '--sc-live': green[5],
    '--sc-live-text': green[6],
    '--sc-live-wash': green[0],
    '--sc-pending': amber[5],
    '--sc-pending-text': amber[6],
    '--sc-pending-wash': amber[0],
    '--sc-failed': red[5],
    '--sc-failed-text': red[6],
    '--sc-failed-wash': red[0],
    '--sc-off': gray[5],
    '--sc-off-text': gray[6],
    '--sc-busy': blue[5],
    '--sc-shadow': '0 1px 2px rgb(16 24 40 / 6%), 0 8px 24px rgb(16 24 40 / 10%)',
    '--sc-added': '#e4f7ec',
    '--sc-removed': '#fdeaea',
  },
  dark: {
    '--mantine-color-body': dark[7],
    '--mantine-color-text': dark[0],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#8892a1',
    '--mantine-color-anchor': blue[3],
    '--mantine-color-error': red[4],
    '--mantine-color-default-border': dark[4],
    '--sc-rail': dark[8],
    '--sc-sunken': dark[8],
    '--sc-raised': dark[6],
    '--sc-line': dark[5],
    '--sc-line-strong': dark[4],
    '--sc-hover': '#1e242d',
    '--sc-selected': '#1b2a47',
    '--sc-selected-line': blue[4],
    '--sc-accent': blue[5],
    '--sc-accent-text': blue[3],
    '--sc-live': green[4],
    '--sc-live-text': green[3],
    '--sc-live-wash': '#14281f',
    '--sc-pending': amber[4],
    '--sc-pending-text': amber[3],
    '--sc-pending-wash': '#2d2413',
    '--sc-failed': red[4],
    '--sc-failed-text': red[3],
    '--sc-failed-wash': '#331a1c',
    '--sc-off': dark[3],
    '--sc-off-text': dark[2],
    '--sc-busy': blue[4],
    '--sc-shadow': '0 1px 2px rgb(0 0 0 / 40%), 0 8px 24px rgb(0 0 0 / 45%)',
    '--sc-added': '#14291f',
    '--sc-removed': '#33191b',
  },
});
