import { t } from '@synergycall/ui';
import type { ReactNode } from 'react';

/** The frame of what stands before the pages: sign-in, and who may not come in. */
export function Doorway(props: { title?: string; about?: string; children: ReactNode }) {
  return (
    <main className="p-door">
      <div className="p-door-box">
        <div className="p-door-brand">
          <img src="/icon.svg" alt="" width={40} height={40} />
          <span>{t('app.name')}</span>
        </div>
        {props.title === undefined ? null : <h1 className="sc-page-title">{props.title}</h1>}
        {props.about === undefined ? null : <p className="sc-page-about p-door-about">{props.about}</p>}
        {props.children}
      </div>
    </main>
  );
}
