import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { cssVariables, themeFor } from '@synergycall/ui';
import type { ReactNode } from 'react';

// The key of packages/ui/src/theme/providers.tsx and of public/theme.js.
const schemes = localStorageColorSchemeManager({ key: 'synergycall-theme' });
const theme = themeFor('portal');

/**
 * The product's theme. Not `AppProviders`: its dialogs, toasts and tooltips weigh 40 kB gzipped, which a phone's first
 * screen does not need; the portal says what happened in place.
 */
export function Providers(props: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
    >
      <div className="sc-app sc-portal">{props.children}</div>
    </MantineProvider>
  );
}
