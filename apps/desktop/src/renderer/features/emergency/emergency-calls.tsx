import { useElementSize, useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { EmergencyCallView } from '@synergycall/domain';
import { DataList, EmptyState, formatMoment, formatMomentInFull, formatNumber, t, type Column } from '@synergycall/ui';
import { IconUrgent } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { EmergencyCallPeek } from './emergency-call-peek.tsx';
import { personIn, placeIn } from './emergency-words.ts';
import { WayOut } from './way-out.tsx';

/** As many as the agent gives at most. */
const SHOWN = 200;
const NARROW = 700;

/** Everybody who called for help, the newest first; a new one shows as it comes (the frame listens). */
export function EmergencyCalls({ id }: { id: string | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const { ref, width } = useElementSize();
  const query = useQuery(
    trpc.emergency.list.queryOptions({ tenantId: tenant.id, limit: SHOWN }, { refetchInterval: 30_000 }),
  );
  const state = loadable(query);
  const rows = query.data?.rows ?? [];
  const shown = rows.find((each) => each.id === id);
  const go = (to?: string) =>
    navigate(to === undefined ? routes.emergencyCalls(tenant.id) : routes.emergencyCall(tenant.id, to), {
      replace: true,
    });
  useHotkeys([['Escape', () => go()]]);
  const isEmpty = state.tag === 'ready' && rows.length === 0;
  return (
    <div className="d-split d-split-over" data-empty={isEmpty || undefined}>
      <div className="d-split-main" ref={ref}>
        <DataList
          label={t('emergency.tab.calls')}
          columns={columns(width)}
          rows={rows}
          rowKey={(each) => each.id}
          compact={compact}
          onPick={(each) => go(each.id)}
          selectedKey={shown?.id}
          state={state}
          onRetry={() => void query.refetch()}
          empty={
            <EmptyState icon={<IconUrgent size={28} stroke={1.5} />} title={t('emergency.call.empty.title')}>
              {t('emergency.call.empty.text')}
            </EmptyState>
          }
        />
      </div>
      {shown ? <EmergencyCallPeek key={shown.id} emergencyCall={shown} onClose={() => go()} /> : null}
    </div>
  );
}

/** As many columns as fit; 0: the width is not known yet. */
function columns(width: number): readonly Column<EmergencyCallView>[] {
  const isNarrow = width > 0 && width < NARROW;
  const all: readonly Column<EmergencyCallView>[] = [
    {
      id: 'when',
      header: t('emergency.call.col.when'),
      width: '104px',
      cell: ({ at }) => (
        <time dateTime={at} title={formatMomentInFull(at)}>
          {formatMoment(at)}
        </time>
      ),
    },
    {
      id: 'who',
      header: t('emergency.call.col.who'),
      width: 'minmax(140px, 1.5fr)',
      cell: (each) => (
        <span className="d-row">
          <span className="sc-truncate d-strong" dir="auto" title={personIn(each)}>
            {personIn(each)}
          </span>
          {isNarrow ? null : (
            <span className="sc-dim sc-truncate" dir="auto">
              {each.deviceLabel}
            </span>
          )}
        </span>
      ),
    },
    { id: 'number', header: t('emergency.call.col.number'), width: '72px', cell: ({ number }) => number },
    {
      id: 'where',
      header: t('emergency.call.col.where'),
      width: 'minmax(110px, 1.5fr)',
      cell: (each) => (
        <span className={each.locationName === '' ? 'd-warn' : 'sc-truncate'} dir="auto" title={placeIn(each)}>
          {placeIn(each)}
        </span>
      ),
    },
    {
      id: 'shown',
      header: t('emergency.call.col.shown'),
      width: 'minmax(130px, 1fr)',
      cell: ({ shown }) =>
        shown === null ? (
          <span className="sc-dim">{t('emergency.call.noNumber')}</span>
        ) : (
          <bdi dir="ltr">{formatNumber(shown)}</bdi>
        ),
    },
    {
      id: 'route',
      header: t('emergency.call.col.route'),
      width: 'minmax(168px, 1fr)',
      cell: ({ unrouted }) => <WayOut unrouted={unrouted} />,
    },
  ];
  return isNarrow ? all.filter(({ id }) => id !== 'shown' && id !== 'number') : all;
}
