import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { t } from '../messages/t.ts';
import { cssVariables, themeFor, type Density } from './theme.ts';

const schemes = localStorageColorSchemeManager({ key: 'synergycall-theme' });

/**
 * Theme, confirm dialogs and toasts for a whole app. `styles.css` has to be imported once beside it.
 * The colour scheme follows the system until the person chooses (kept in local storage).
 */
export function AppProviders(props: { density: Density; children: ReactNode }) {
  const theme = themeFor(props.density);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
    >
      <div className={`sc-app sc-${props.density}`}>
        <ModalsProvider labels={{ confirm: t('common.confirm'), cancel: t('common.cancel') }}>
          {props.children}
        </ModalsProvider>
        {/* At the top: the foot of a page holds what a toast would cover (the apply bar, a panel's buttons, the tabs). */}
        <Notifications position="top-center" limit={4} containerWidth={380} />
      </div>
    </MantineProvider>
  );
}
