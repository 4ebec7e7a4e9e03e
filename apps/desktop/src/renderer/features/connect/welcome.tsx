import { t } from '@synergycall/ui';
import type { ReactNode } from 'react';

/** The calm page before there is a frame: the product's name, one card, nothing else. */
export function Welcome(props: { title: string; about?: ReactNode; children: ReactNode; below?: ReactNode }) {
  return (
    <main className="d-welcome">
      <div className="d-welcome-column">
        <div className="d-brand">
          <Mark />
          {t('app.name')}
        </div>
        <section className="d-card">
          <h1 className="d-card-title">{props.title}</h1>
          {props.about === undefined ? null : <div className="d-card-about">{props.about}</div>}
          {props.children}
        </section>
        {props.below}
      </div>
    </main>
  );
}

/** Two lines that meet in a point: the product's mark. */
export function Mark(props: { size?: number }) {
  const size = props.size ?? 20;
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden focusable="false">
      <rect width="20" height="20" rx="5" fill="var(--mantine-color-blue-6)" />
      <path
        d="M4.5 13.5c2.6 0 2.9-7 5.5-7s2.9 7 5.5 7"
        fill="none"
        stroke="#fff"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
      <circle cx="10" cy="6.5" r="1.9" fill="#fff" />
    </svg>
  );
}
