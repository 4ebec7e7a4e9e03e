import type { ReactNode } from 'react';

/** A page: the way back above its title, what is said about it, its actions on the right, then its content. */
export function Page(props: {
  title: ReactNode;
  back?: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  fill?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={props.fill ? 'sc-page sc-page-fill' : 'sc-page'}>
      <header className="sc-page-header">
        <div className="sc-page-heading">
          {props.back}
          <h1 className="sc-page-title">{props.title}</h1>
          {props.about === undefined ? null : <div className="sc-page-about">{props.about}</div>}
        </div>
        {props.actions === undefined ? null : <div className="sc-page-actions">{props.actions}</div>}
      </header>
      <div className="sc-page-body">{props.children}</div>
    </section>
  );
}

/** A framed block with a small heading. */
export function Section(props: { title?: string; about?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="sc-section">
      {props.title === undefined ? null : (
        <header className="sc-section-header">
          <div>
            <h2 className="sc-section-title">{props.title}</h2>
            {props.about === undefined ? null : <div className="sc-dim">{props.about}</div>}
          </div>
          {props.actions}
        </header>
      )}
      <div className="sc-section-body">{props.children}</div>
    </section>
  );
}

/** Names and values, one a line. */
export function Facts(props: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="sc-facts">
      {props.rows.map(([name, value]) => (
        <div key={name} className="sc-fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
