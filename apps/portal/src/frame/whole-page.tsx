import type { ReactNode } from 'react';

/** `EmptyState` for a page that has nothing else, so its title is the page's heading. */
export function WholePage(props: { icon: ReactNode; title: string; action: ReactNode; children: ReactNode }) {
  return (
    <div className="sc-panel">
      <div className="sc-panel-icon" aria-hidden>
        {props.icon}
      </div>
      <h1 className="sc-panel-title">{props.title}</h1>
      {props.children}
      {props.action}
    </div>
  );
}
