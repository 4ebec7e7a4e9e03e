import { createContext, use, useEffect } from 'react';

/** Counts the files that are on their way to a form: it is not sent before they are there. */
export const UploadsContext = createContext<((more: 1 | -1) => void) | undefined>(undefined);

/** Holds the form around back for as long as a file of it uploads. */
export function useHeldForm(isUploading: boolean): void {
  const count = use(UploadsContext);
  useEffect(() => {
    if (!isUploading) return undefined;
    count?.(1);
    return () => count?.(-1);
  }, [count, isUploading]);
}
