import { useQuery } from '@tanstack/react-query';
import type { JobView, TenantId } from '@synergycall/domain';
import { EmptyState, Loaded, Page, Section, SkeletonLines, StateDot, t, toastDone } from '@synergycall/ui';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { routes } from '../../frame/routes.ts';
import { useMay } from '../session/session.ts';
import { ApplyAllJobs } from './apply-all-jobs.tsx';
import { ApplyButton } from './apply-button.tsx';
import type { Order } from './schedule-dialog.tsx';

const MODES = ['now', 'at', 'quiet'] as const;

export interface StartedAll {
  readonly jobs: readonly JobView[];
  readonly skipped: readonly { readonly tenantId: TenantId; readonly tenantName: string; readonly code: string }[];
  readonly boxSkipped?: string | undefined;
}

/** Everything pending on the box: per company, and applied in one go, one after the other. */
export function ApplyAllPage() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const refresh = useRefresh();
  const may = useMay(null);
  const query = useQuery(trpc.applies.summary.queryOptions({}, { refetchInterval: 10_000 }));
  const [started, setStarted] = useState<StartedAll>();
  const start = async (order: Order) => {
    const result = await outcome<StartedAll>(client.applies.startAll.mutate(order));
    refresh();
    if (!result.ok) return result;
    setStarted(result.value);
    toastDone(t('apply.all.started', { n: result.value.jobs.length }));
    return result;
  };
  const sum = query.data;
  const isEmpty = sum !== undefined && sum.box === 0 && sum.tenants.length === 0;
  return (
    <Page
      title={t('apply.all.title')}
      about={t('apply.all.about')}
      actions={
        sum === undefined || isEmpty || !may('apply.start-all') ? undefined : (
          <ApplyButton
            label={t('apply.all.apply')}
            name={t('apply.all.name')}
            start={start}
            modes={MODES}
            mayIgnoreFreeze={may('apply.override-freeze')}
            offersIgnoreFreeze
          />
        )
      }
    >
      <div className="d-readable">
        {started === undefined ? null : <ApplyAllJobs started={started} />}
        <Loaded state={loadable(query)} onRetry={() => void query.refetch()} skeleton={<SkeletonLines lines={6} />}>
          {(summary) => {
            if (!isEmpty) return <Pending summary={summary} />;
            return started === undefined ? (
              <EmptyState icon={<IconCheck size={28} stroke={1.5} />} title={t('apply.all.empty.title')}>
                {t('apply.all.empty.text')}
              </EmptyState>
            ) : (
              <p className="sc-dim">{t('apply.all.empty.title')}.</p>
            );
          }}
        </Loaded>
      </div>
    </Page>
  );
}

interface Summary {
  readonly box: number;
  readonly tenants: readonly { readonly tenantId: TenantId; readonly tenantName: string; readonly count: number }[];
}

function Pending({ summary }: { summary: Summary }) {
  return (
    <Section title={t('apply.all.pending')}>
      <ul className="d-all" aria-label={t('apply.all.pending')}>
        {summary.box === 0 ? null : (
          <li>
            <Link href={routes.settings()} className="d-grow d-min0 d-quiet-link">
              {t('apply.kind.box')}
            </Link>
            <StateDot tone="pending" label={t('apply.pending', { n: summary.box })} />
          </li>
        )}
        {summary.tenants.map((tenant) => (
          <li key={tenant.tenantId}>
            <Link href={routes.preview(tenant.tenantId)} className="d-grow d-min0 d-quiet-link">
              <bdi>{tenant.tenantName}</bdi>
            </Link>
            <StateDot tone="pending" label={t('apply.pending', { n: tenant.count })} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
