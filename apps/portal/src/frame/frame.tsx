import { t } from '@synergycall/ui';
import {
  IconDeviceLandlinePhone,
  IconHome,
  IconPhone,
  IconRecordMail,
  IconUserCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useLive } from '../agent/live.ts';
import { Banner } from './banner.tsx';

interface Tab {
  readonly path: string;
  readonly label: () => string;
  readonly icon: TablerIcon;
}
const TABS: readonly Tab[] = [
  { path: '/', label: () => t('portal.nav.home'), icon: IconHome },
  { path: '/devices', label: () => t('portal.nav.devices'), icon: IconDeviceLandlinePhone },
  { path: '/calls', label: () => t('portal.nav.calls'), icon: IconPhone },
  { path: '/messages', label: () => t('portal.nav.messages'), icon: IconRecordMail },
  { path: '/me', label: () => t('portal.nav.me'), icon: IconUserCircle },
];

const isIn = (path: string, tab: Tab): boolean =>
  tab.path === '/' ? path === '/' : path === tab.path || path.startsWith(`${tab.path}/`);

/** Tabs at the bottom of a phone, a rail at the side of a desktop; the page between them. */
export function Frame({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const live = useLive();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  const here = TABS.find((tab) => isIn(path, tab));
  useEffect(() => {
    document.title = here === undefined ? t('app.name') : t('portal.documentTitle', { page: here.label() });
    // A new page starts at its top and is where the keyboard goes on; the first one leaves the focus to the browser.
    if (shown.current !== path) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    shown.current = path;
  }, [path, here]);
  return (
    <div className="p-frame">
      <a className="p-skip" href="#content">
        {t('frame.skip')}
      </a>
      <nav className="p-nav" aria-label={t('nav.label')}>
        <div className="p-brand" aria-hidden>
          {t('app.name')}
        </div>
        {TABS.map((tab) => {
          const Icon = tab.icon;
          return (
            <Link key={tab.path} href={tab.path} className="p-tab" aria-current={isIn(path, tab) ? 'page' : undefined}>
              <Icon size={24} stroke={1.6} aria-hidden />
              <span>{tab.label()}</span>
            </Link>
          );
        })}
      </nav>
      <main
        id="content"
        className="p-main"
        tabIndex={-1}
        ref={main}
        data-stale={live.connection === 'offline' ? '' : undefined}
      >
        <Banner live={live} />
        <div className="p-column">{children}</div>
      </main>
    </div>
  );
}
