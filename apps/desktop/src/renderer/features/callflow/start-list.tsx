import { TextInput } from '@mantine/core';
import type { DidView, FlowView, TenantView } from '@synergycall/domain';
import { FailureNote, SkeletonLines, t, type Loadable } from '@synergycall/ui';
import { IconPhoneIncoming, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { NumberText } from '../did/number-text.tsx';
import { KindIcon } from './kind-icon.tsx';

/** Where calls come in: the default, public numbers (the agent searches), and flows that nothing or an extension leads to. */
export function StartList(props: {
  tenant: TenantView;
  search: string;
  onSearch: (search: string) => void;
  dids: Loadable<{ rows: readonly DidView[]; total: number }>;
  flows: readonly FlowView[];
  /** The address of the one that is drawn. */
  here: string;
}) {
  const { tenant, dids, flows, here } = props;
  const wanted = props.search.trim().toLocaleLowerCase();
  const found = flows.filter(({ name, extension }) =>
    `${name} ${extension ?? ''}`.toLocaleLowerCase().includes(wanted),
  );
  const byDefault = routes.defaultFlow(tenant.id);
  return (
    <nav className="d-starts" aria-label={t('callflow.starts')}>
      <TextInput
        size="xs"
        placeholder={t('callflow.starts.search')}
        aria-label={t('callflow.starts.search')}
        aria-keyshortcuts="/"
        data-search
        leftSection={<IconSearch size={14} stroke={1.6} />}
        value={props.search}
        onChange={(event) => props.onSearch(event.currentTarget.value)}
      />
      <div className="d-starts-lists">
        {wanted === '' ? (
          <ul>
            <Start href={byDefault} isHere={here === byDefault}>
              <IconPhoneIncoming size={15} stroke={1.6} aria-hidden />
              <span className="sc-truncate">{t('callflow.start.default')}</span>
            </Start>
          </ul>
        ) : null}
        <h2>{t('did.title')}</h2>
        {dids.tag === 'loading' ? <SkeletonLines lines={4} /> : null}
        {dids.tag === 'failed' ? <FailureNote failure={dids.failure} /> : null}
        {dids.tag === 'ready' && dids.value.rows.length === 0 ? (
          <p className="sc-dim">{wanted === '' ? t('callflow.starts.noNumber') : t('callflow.starts.noMatch')}</p>
        ) : null}
        {dids.tag === 'ready' && dids.value.rows.length > 0 ? (
          <ul>
            {dids.value.rows.map((did) => {
              const href = routes.numberFlow(tenant.id, did.id);
              return (
                <Start key={did.id} href={href} isHere={here === href}>
                  <NumberText number={did.number} />
                  <bdi className="sc-dim sc-truncate">{did.label}</bdi>
                </Start>
              );
            })}
          </ul>
        ) : null}
        {dids.tag === 'ready' && dids.value.total > dids.value.rows.length ? (
          <p className="sc-dim">{t('callflow.starts.more', { n: dids.value.total - dids.value.rows.length })}</p>
        ) : null}
        <h2>{t('callflow.starts.flows')}</h2>
        {found.length === 0 ? (
          <p className="sc-dim">{wanted === '' ? t('callflow.starts.noFlow') : t('callflow.starts.noMatch')}</p>
        ) : (
          <ul>
            {found.map(({ id, name, extension, references, settings }) => {
              const href = routes.flow(tenant.id, id);
              return (
                <Start key={id} href={href} isHere={here === href}>
                  <KindIcon kind={settings.kind} size={15} />
                  <bdi className="sc-truncate" title={name}>
                    {name}
                  </bdi>
                  <span className={references === 0 && extension === null ? 'd-warn' : 'sc-dim'}>
                    {extension ?? t('callflow.col.unused')}
                  </span>
                </Start>
              );
            })}
          </ul>
        )}
      </div>
    </nav>
  );
}

const Start = ({ href, isHere, children }: { href: string; isHere: boolean; children: ReactNode }) => (
  <li>
    <Link href={href} replace aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  </li>
);
