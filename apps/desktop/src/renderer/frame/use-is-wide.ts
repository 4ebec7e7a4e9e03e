import { useMediaQuery } from '@mantine/hooks';

/** Whether a list has room for the columns that a panel or another column says as well. */
export const useIsWide = (): boolean => useMediaQuery('(min-width: 1200px)', true) ?? true;
