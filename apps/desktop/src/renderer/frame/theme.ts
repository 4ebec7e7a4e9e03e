import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { bridge } from '../agent/bridge.ts';

/** Tells main which theme is chosen, so that window frame and menus follow. */
export function useThemeInMain(): void {
  const { colorScheme } = useMantineColorScheme();
  useEffect(() => {
    void bridge().invoke('theme.set', { theme: colorScheme === 'auto' ? 'system' : colorScheme });
  }, [colorScheme]);
}
