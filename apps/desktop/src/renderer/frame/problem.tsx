import type { ReactNode } from 'react';

/** What is wrong with a field that has no place of its own for it. */
export const Problem = ({ children }: { children: ReactNode }) =>
  children ? <p className="d-danger">{children}</p> : null;
