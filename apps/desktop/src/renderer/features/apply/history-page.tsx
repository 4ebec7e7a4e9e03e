import { useInfiniteQuery } from '@tanstack/react-query';
import type { JobView } from '@synergycall/domain';
import { DataList, EmptyState, Page, StateDot, formatDuration, formatMoment, t, type Column } from '@synergycall/ui';
import { IconHistory } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { summaryOf, toneOf, tookMs } from './words.ts';

const columns: readonly Column<JobView>[] = [
  { id: 'when', header: t('apply.col.when'), width: '150px', cell: (j) => formatMoment(j.requestedAt) },
  {
    id: 'outcome',
    header: t('apply.col.outcome'),
    width: '160px',
    cell: (j) => <StateDot tone={toneOf(j.status)} label={t(`apply.status.${j.status}`)} />,
  },
  {
    id: 'what',
    header: t('apply.col.what'),
    width: 'minmax(220px, 3fr)',
    cell: (j) => <span dir="auto">{j.error === null ? summaryOf(j.changes, 3) : j.error.detail}</span>,
  },
  { id: 'who', header: t('apply.col.who'), width: 'minmax(120px, 1fr)', cell: (j) => j.actor },
  {
    id: 'took',
    header: t('apply.col.took'),
    width: '90px',
    align: 'end',
    cell: (j) => {
      const ms = tookMs(j);
      return ms === undefined ? '' : formatDuration(ms);
    },
  },
];

/** Every apply of the tenant, newest first; a row leads to its steps and changes. */
export function HistoryPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const query = useInfiniteQuery(
    trpc.applies.jobs.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 50 },
      { getNextPageParam: (last) => last.nextCursor ?? undefined, refetchInterval: 15_000 },
    ),
  );
  return (
    <Page fill title={t('apply.history.title')} about={t('apply.history.about', { tenant: tenant.name })}>
      <div className="d-split">
        <div className="d-split-main">
          <DataList
            {...paged(query)}
            label={t('apply.history.title')}
            columns={columns}
            rowKey={(j) => j.id}
            compact={compact}
            onOpen={(j) => navigate(routes.job(tenant.id, j.id))}
            state={loadable(query)}
            onRetry={() => void query.refetch()}
            empty={
              <EmptyState icon={<IconHistory size={28} stroke={1.5} />} title={t('apply.history.empty.title')}>
                {t('apply.history.empty.text')}
              </EmptyState>
            }
          />
        </div>
      </div>
    </Page>
  );
}
