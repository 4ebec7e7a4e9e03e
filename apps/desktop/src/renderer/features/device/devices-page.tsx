import { TextInput } from '@mantine/core';
import { useDebouncedValue, useElementSize } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { DeviceView } from '@synergycall/domain';
import { DataList, EmptyState, Page, t, type Column } from '@synergycall/ui';
import { IconPhone, IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPCClient, useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useLive, useWindow } from '../../frame/window-state.ts';
import { DevicePlace } from '../emergency/device-location.tsx';
import { DeviceState } from './device-line.tsx';

/** Names by user id, for the owner column: people change less often than phones. */
function useNames(tenantId: DeviceView['tenantId']): ReadonlyMap<string, string> | undefined {
  const client = useTRPCClient();
  const trpc = useTRPC();
  return useQuery({
    queryKey: [...trpc.user.list.pathKey(), 'names', tenantId],
    staleTime: 60_000,
    queryFn: async () => {
      const names = new Map<string, string>();
      let cursor: string | undefined;
      for (let n = 0; n < 60; n++) {
        const page = await client.user.list.query({
          tenantId,
          limit: 200,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const u of page.rows) names.set(u.id, u.extension === null ? u.name : `${u.name} · ${u.extension}`);
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      return names;
    },
  }).data;
}

function LiveCell({ device, what }: { device: DeviceView; what: 'address' | 'userAgent' }) {
  const contact = useLive((s) => s.devices.get(device.id))?.contacts[0];
  return <span className="sc-dim">{contact?.[what] ?? '–'}</span>;
}

/** The tenant's phones with their live state, a page at a time; the agent searches. */
export function DevicesPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const live = useLive((s) => s.devices);
  const names = useNames(tenant.id);
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const query = useInfiniteQuery(
    trpc.device.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 200, ...(search === '' ? {} : { search }) },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: 60_000,
      },
    ),
  );
  const columns = useMemo<readonly Column<DeviceView>[]>(
    () => [
      {
        id: 'label',
        header: t('device.col.label'),
        width: 'minmax(120px, 1.4fr)',
        cell: (d) => <span dir="auto">{d.label}</span>,
      },
      {
        id: 'state',
        header: t('device.col.state'),
        width: 'minmax(128px, 1fr)',
        cell: (d) => <DeviceState device={d} />,
      },
      {
        id: 'owner',
        header: t('device.col.owner'),
        width: 'minmax(140px, 1.4fr)',
        cell: (d) => <span dir="auto">{names?.get(d.userId) ?? '…'}</span>,
      },
      {
        id: 'address',
        header: t('device.col.address'),
        width: 'minmax(116px, 1fr)',
        cell: (d) => <LiveCell device={d} what="address" />,
      },
      {
        id: 'agent',
        header: t('device.col.agent'),
        width: 'minmax(90px, 1.2fr)',
        cell: (d) => <LiveCell device={d} what="userAgent" />,
      },
      {
        id: 'place',
        header: t('location.ofDevice'),
        width: 'minmax(110px, 1.2fr)',
        cell: (d) => (
          <span className="sc-truncate">
            <DevicePlace device={d} />
          </span>
        ),
      },
      {
        id: 'username',
        header: t('device.col.username'),
        width: '122px',
        cell: (d) => <span className="sc-mono sc-dim">{d.sipUsername}</span>,
      },
      { id: 'transport', header: t('device.col.transport'), width: '96px', cell: (d) => d.transport.toUpperCase() },
    ],
    [names],
  );
  const { ref, width } = useElementSize();
  const list = paged(query);
  // Revoked ones come last and stay out of sight.
  const rows = list.rows.filter((d) => d.revokedAt === null);
  const isMore = rows.length === list.rows.length && list.rows.length < list.total;
  const registered = [...live.values()].filter((d) => d.state === 'registered' || d.state === 'in-call').length;
  const empty =
    search === '' ? (
      <EmptyState icon={<IconPhone size={28} stroke={1.5} />} title={t('device.emptyTenant.title')}>
        {t('device.emptyTenant.text')}
      </EmptyState>
    ) : (
      <EmptyState icon={<IconZoomQuestion size={28} stroke={1.5} />} title={t('device.nothing.title')}>
        {t('device.nothing.text', { search })}
      </EmptyState>
    );
  return (
    <Page
      fill
      title={t('device.title')}
      about={
        live.size > 0
          ? `${t('device.count', { n: live.size })}, ${t('device.registeredOf', { n: registered })}`
          : '\u00a0'
      }
    >
      <div className="d-toolbar">
        <TextInput
          className="d-toolbar-search"
          placeholder={t('device.search')}
          aria-label={t('device.search')}
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
      </div>
      <div className="d-split">
        <div className="d-split-main" ref={ref}>
          <DataList
            {...list}
            label={t('device.title')}
            columns={fitting(columns, width)}
            rows={rows}
            rowKey={(d) => d.id}
            total={isMore ? list.total : rows.length}
            onNearEnd={() => (isMore ? list.onNearEnd() : undefined)}
            compact={compact}
            onOpen={(d) => navigate(routes.user(d.tenantId, d.userId, 'devices'))}
            state={loadable(query)}
            onRetry={() => void query.refetch()}
            empty={empty}
          />
        </div>
      </div>
    </Page>
  );
}

/** What goes first where not all columns fit, and below which width; 0: the width is not known yet. */
const LEAVES: readonly (readonly [below: number, ids: readonly string[]])[] = [
  [940, ['transport']],
  [840, ['address', 'agent']],
  [600, ['username']],
];
const fitting = (columns: readonly Column<DeviceView>[], width: number): readonly Column<DeviceView>[] => {
  const left = new Set(LEAVES.flatMap(([below, ids]) => (width > 0 && width < below ? ids : [])));
  return columns.filter(({ id }) => !left.has(id));
};
