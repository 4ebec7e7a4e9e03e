import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReachesView, UserView } from '@synergycall/domain';
import { EmptyState, FailureState, SkeletonLines, StateDot, formatNumber, t } from '@synergycall/ui';
import { IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { exitText } from './exit-words.ts';

type Row = ReachesView['rows'][number];
type Model = 'live' | 'pending';

/** Every number and extension that can lead to a person, through which flows, and whether it would ring them now (FR-108). */
export function ReachedBy({ user }: { user: UserView }) {
  const trpc = useTRPC();
  const [model, setModel] = useState<Model>('live');
  const query = useQuery(
    trpc.trace.reaches.queryOptions(
      { tenantId: user.tenantId, userId: user.id, model },
      { refetchInterval: 30_000, placeholderData: keepPreviousData },
    ),
  );
  const state = loadable(query);
  return (
    <>
      <SegmentedControl
        size="xs"
        className="d-reached-which"
        aria-label={t('callflow.reached.which')}
        value={model}
        onChange={(value) => setModel(value === 'pending' ? 'pending' : 'live')}
        data={(['live', 'pending'] as const).map((value) => ({ value, label: t(`callflow.reached.${value}`) }))}
      />
      {state.tag === 'loading' ? <SkeletonLines lines={4} /> : null}
      {state.tag === 'failed' ? <FailureState failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' && state.value.rows.length === 0 ? (
        <EmptyState
          icon={<IconRoute size={28} stroke={1.5} />}
          title={t('callflow.reached.none.title', { name: user.name })}
        >
          {t(`callflow.reached.none.${model}`)}
        </EmptyState>
      ) : null}
      {state.tag === 'ready' && state.value.rows.length > 0 ? (
        <table className="d-values d-reached">
          <thead>
            <tr>
              <th scope="col">{t('callflow.reached.col.from')}</th>
              <th scope="col">{t('callflow.reached.col.through')}</th>
              <th scope="col">{t('callflow.reached.col.now')}</th>
            </tr>
          </thead>
          <tbody>
            {state.value.rows.map((row) => (
              <tr key={`${row.kind} ${row.name}`}>
                <td>
                  <From row={row} tenantId={user.tenantId} />
                </td>
                <td>
                  <Through row={row} tenantId={user.tenantId} />
                </td>
                <td>
                  <StateDot
                    tone={row.now ? 'live' : 'off'}
                    label={
                      row.now
                        ? t('callflow.reached.rings')
                        : row.toMailbox
                          ? t('callflow.reached.message')
                          : t('callflow.reached.silent')
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

function From({ row, tenantId }: { row: Row; tenantId: string }) {
  switch (row.kind) {
    case 'number':
      return row.didId === null ? (
        formatNumber(row.name)
      ) : (
        <Link href={routes.numberFlow(tenantId, row.didId)} className="d-quiet-link">
          {formatNumber(row.name)}
        </Link>
      );
    case 'extension':
      return t('callflow.reached.extension', { n: row.name });
    case 'default':
      return (
        <Link href={routes.defaultFlow(tenantId)} className="d-quiet-link">
          {t('callflow.start.default.about')}
        </Link>
      );
  }
}

/** "Opening hours, open → Sales", "Opening hours, closed → Voicemail" */
function Through({ row, tenantId }: { row: Row; tenantId: string }) {
  if (row.through.length === 0)
    return (
      <span className="sc-dim">{row.toMailbox ? t('callflow.reached.mailbox') : t('callflow.reached.directly')}</span>
    );
  return (
    <>
      {row.through.map(({ flowId, name, exit }, n) => (
        <span key={flowId}>
          {n === 0 ? null : <span className="sc-dim"> → </span>}
          <Link href={routes.flow(tenantId, flowId)} className="d-quiet-link">
            <bdi>{name}</bdi>
          </Link>
          {exit === null ? null : <span className="sc-dim">, {exitText(exit)}</span>}
        </span>
      ))}
      {row.toMailbox ? <span className="sc-dim"> → {t('callflow.reached.mailbox')}</span> : null}
    </>
  );
}
