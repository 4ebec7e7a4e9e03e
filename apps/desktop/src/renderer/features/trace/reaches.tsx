import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReachesView, TenantId, UserId } from '@synergycall/domain';
import { DataList, EmptyState, StateDot, en, t, type Column } from '@synergycall/ui';
import { IconRouteOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useWindow } from '../../frame/window-state.ts';
import { NumberText } from '../did/number-text.tsx';

type Row = ReachesView['rows'][number];

const exitText = (exit: string): string => {
  const key = `flow.exit.${exit}`;
  return key in en ? (t as unknown as (key: string) => string)(key) : exit;
};

/** "Opening hours (open) → Sales"; nothing stands between: directly. */
const wayText = ({ through, toMailbox }: Row): string => {
  const steps = [
    ...through.map(({ name, exit }) =>
      exit === null ? name : t('trace.reaches.exit', { name, exit: exitText(exit) }),
    ),
    ...(toMailbox ? [t('callflow.reached.mailbox')] : []),
  ];
  return steps.length === 0 ? t('trace.reaches.directly') : steps.join(' → ');
};

const columns = (isNow: boolean): readonly Column<Row>[] => [
  {
    id: 'what',
    header: t('trace.reaches.what'),
    width: 'minmax(140px, 1fr)',
    cell: (row) =>
      row.kind === 'number' ? (
        <NumberText number={row.name} />
      ) : row.kind === 'extension' ? (
        <span className="d-strong">{row.name}</span>
      ) : (
        t('trace.reaches.default')
      ),
  },
  {
    id: 'kind',
    header: t('trace.reaches.kind'),
    width: '100px',
    cell: (row) => <span className="sc-dim">{t(`trace.reaches.kind.${row.kind}`)}</span>,
  },
  {
    id: 'way',
    header: t('trace.reaches.way'),
    width: 'minmax(130px, 2fr)',
    cell: (row) => (
      <bdi className={row.through.length === 0 ? 'sc-dim' : undefined} title={wayText(row)}>
        {wayText(row)}
      </bdi>
    ),
  },
  {
    id: 'now',
    header: isNow ? t('trace.reaches.now') : t('trace.reaches.then'),
    width: '120px',
    cell: (row) => (
      <StateDot
        tone={row.now ? 'live' : 'off'}
        label={t(row.now ? 'trace.reaches.rings' : row.toMailbox ? 'callflow.reached.message' : 'trace.reaches.not')}
      />
    ),
  },
];

/** Every number and extension that can lead to a person, by whatever branch; a row leads to its trace. */
export function Reaches(props: { tenantId: TenantId; userId: UserId; at: string | undefined }) {
  const trpc = useTRPC();
  const { tenantId, userId, at } = props;
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const [model, setModel] = useState<'live' | 'pending'>('live');
  const query = useQuery(
    trpc.trace.reaches.queryOptions({ tenantId, userId, model, ...(at === undefined ? {} : { at }) }),
  );
  const state = loadable(query);
  const rows = state.tag === 'ready' ? state.value.rows : [];
  return (
    <>
      <div className="d-toolbar">
        <SegmentedControl
          aria-label={t('trace.model')}
          value={model}
          onChange={(value) => setModel(value === 'live' ? 'live' : 'pending')}
          data={(['live', 'pending'] as const).map((value) => ({ value, label: t(`trace.model.${value}`) }))}
        />
        <span className="sc-dim" role="status">
          {state.tag === 'ready' && rows.length > 0
            ? t('trace.reaches.count', { n: rows.length, rings: rows.filter((row) => row.now).length })
            : ''}
        </span>
      </div>
      <div className="d-split">
        <div className="d-split-main">
          <DataList
            label={t('trace.way.reaches')}
            columns={columns(at === undefined)}
            rows={rows}
            rowKey={(row) => `${row.kind} ${row.name}`}
            compact={compact}
            onOpen={(row) => row.kind === 'number' && navigate(routes.trace(tenantId, 'number', row.name.slice(1)))}
            state={state}
            onRetry={() => void query.refetch()}
            empty={
              <EmptyState icon={<IconRouteOff size={28} stroke={1.5} />} title={t('trace.reaches.none')}>
                {model === 'live' ? t('trace.reaches.none.live') : t('trace.reaches.none.pending')}
              </EmptyState>
            }
          />
        </div>
      </div>
    </>
  );
}
