import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { DataList, EmptyState, t } from '@synergycall/ui';
import { IconAlertTriangle, IconPhoneOutgoing, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { didPaging } from '../did/use-did-filters.ts';
import { useMay } from '../session/session.ts';
import { policyColumns } from './policy-columns.tsx';
import { NamePolicy } from './name-policy.tsx';
import { usePolicyActs } from './use-policy-acts.ts';

/** Below so many there is nothing to search in. */
const MANY = 8;

/** A tenant's policies: what each is made of and who goes by it. */
export function PolicyList() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const acts = usePolicyActs(tenant.id);
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [isMaking, setMaking] = useState(false);
  const query = useInfiniteQuery(
    trpc.policy.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 100, ...(search === '' ? {} : { search }) },
      didPaging,
    ),
  );
  const list = paged(query);
  const state = loadable(query);
  const mayMake = may('policy.create');
  useHotkeys([['n', () => mayMake && setMaking(true)]]);
  const create = mayMake ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)} aria-keyshortcuts="n">
      {t('policy.new')}
    </Button>
  ) : undefined;
  const isEmpty = state.tag === 'ready' && list.total === 0 && search === '';
  return (
    <>
      {state.tag === 'ready' && !isEmpty ? <NoDefault /> : null}
      {isEmpty ? null : (
        <div className="d-toolbar d-policy-toolbar">
          {list.total >= MANY || search !== '' ? (
            <TextInput
              className="d-toolbar-search"
              placeholder={t('policy.search')}
              aria-label={t('policy.search')}
              leftSection={<IconSearch size={15} stroke={1.6} />}
              value={written}
              onChange={(event) => setWritten(event.currentTarget.value)}
            />
          ) : (
            <span className="sc-dim">{state.tag === 'ready' ? t('policy.count', { n: list.total }) : '\u00a0'}</span>
          )}
          <div className="d-grow" />
          {create ?? <span className="sc-dim d-look-only">{t('policy.lookOnly')}</span>}
        </div>
      )}
      <div className="d-policy-list" data-empty={isEmpty || undefined}>
        <DataList
          {...list}
          label={t('policy.title')}
          columns={policyColumns}
          rowKey={(policy) => policy.id}
          compact={compact}
          onOpen={(policy) => navigate(routes.policy(tenant.id, policy.id))}
          state={state}
          onRetry={() => void query.refetch()}
          empty={
            search === '' ? (
              <EmptyState
                icon={<IconPhoneOutgoing size={28} stroke={1.5} />}
                title={t('policy.empty.title')}
                action={create}
              >
                {mayMake ? t('policy.empty.text') : t('policy.empty.look')}
              </EmptyState>
            ) : (
              <EmptyState icon={<IconSearch size={28} stroke={1.5} />} title={t('policy.nothing.title')}>
                {t('policy.nothing.text', { search })}
              </EmptyState>
            )
          }
        />
      </div>
      {isMaking ? (
        <NamePolicy
          title={t('policy.new')}
          submit={t('policy.create')}
          initial=""
          save={acts.create}
          onClose={() => setMaking(false)}
          onSaved={(made) => navigate(routes.policy(tenant.id, made.id))}
        />
      ) : null}
    </>
  );
}

/** Without a default nobody calls outside who has no policy of their own: easily overlooked. */
function NoDefault() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const settings = useQuery(trpc.policy.settings.queryOptions({ tenantId: tenant.id }));
  if (settings.data === undefined || settings.data.defaultPolicyId !== null) return null;
  return (
    <div className="d-default d-policy-none" data-missing>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <span className="d-min0">{t('policy.noDefault')}</span>
      {may('policy.settings') ? (
        <Button variant="default" size="xs" component={Link} href={routes.outbound(tenant.id)}>
          {t('policy.noDefault.choose')}
        </Button>
      ) : null}
    </div>
  );
}
