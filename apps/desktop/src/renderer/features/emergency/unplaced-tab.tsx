import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DeviceView, UnplacedPhone } from '@synergycall/domain';
import { DataList, EmptyState, StateDot, t, toastFailure, type Column } from '@synergycall/ui';
import { IconAlertTriangle, IconMapPinCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { useMay } from '../session/session.ts';
import { DeviceLocation } from './device-location.tsx';
import { useLocations } from './use-locations.ts';

const missing = ({ isPlaced, isShown }: UnplacedPhone): string =>
  isPlaced ? t('emergency.phones.number') : isShown ? t('emergency.phones.location') : t('emergency.phones.both');

/** Work to do: phones that would call for help without a place, or without a number to ring back. */
export function UnplacedTab() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const [placed, setPlaced] = useState<DeviceView>();
  const query = useQuery(trpc.location.unplaced.queryOptions({ tenantId: tenant.id }, { refetchInterval: 30_000 }));
  const locations = useLocations(tenant.id).data?.rows;
  const state = loadable(query);
  const { rows = [], total = 0 } = query.data ?? {};
  const hasNoDefault = locations !== undefined && !locations.some((each) => each.isDefault);
  const place = async ({ userId, deviceId }: Pick<UnplacedPhone, 'userId' | 'deviceId'>) => {
    const found = await outcome(client.user.get.query({ tenantId: tenant.id, id: userId }));
    if (!found.ok) return toastFailure(found.error);
    const device = found.value.devices.find((each) => each.id === deviceId);
    setPlaced(device);
    return device ? undefined : toastFailure({ code: 'device.not-found', id: deviceId });
  };
  const columns: readonly Column<UnplacedPhone>[] = [
    {
      id: 'user',
      header: t('emergency.phones.col.user'),
      width: 'minmax(130px, 1.4fr)',
      cell: ({ userName, extension }) => (
        <span className="d-row">
          <span className="sc-truncate d-strong" dir="auto" title={userName}>
            {userName}
          </span>
          <span className="sc-dim">{extension ?? ''}</span>
        </span>
      ),
    },
    {
      id: 'phone',
      header: t('emergency.phones.col.phone'),
      width: 'minmax(100px, 1.2fr)',
      cell: ({ label }) => (
        <span className="sc-truncate" dir="auto">
          {label}
        </span>
      ),
    },
    {
      id: 'missing',
      header: t('emergency.phones.col.what'),
      width: 'minmax(170px, 1.4fr)',
      cell: (phone) => <StateDot tone="pending" label={missing(phone)} />,
    },
    {
      id: 'act',
      header: t('location.ofDevice.set'),
      hideHeader: true,
      width: '124px',
      align: 'end',
      cell: (phone) =>
        may('device.update') ? (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={t('emergency.phones.set', { label: phone.label, user: phone.userName })}
            onClick={(event) => {
              event.stopPropagation();
              void place(phone);
            }}
          >
            {t('location.ofDevice.set')}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      {rows.length > 0 && hasNoDefault ? (
        <div className="d-default" data-missing>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span className="d-min0">{t('emergency.phones.noDefault')}</span>
          {may('location.create') ? (
            <Button variant="default" size="xs" component={Link} href={routes.locations(tenant.id)}>
              {t('emergency.tab.locations')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {total > 0 ? (
        <p className="sc-dim d-unplaced-about">
          {t('emergency.phones.about', { n: total })}{' '}
          {total > rows.length ? t('emergency.phones.more', { n: rows.length }) : ''}
        </p>
      ) : null}
      <div className="d-policy-list" data-empty={(state.tag === 'ready' && rows.length === 0) || undefined}>
        <DataList
          label={t('emergency.tab.phones')}
          columns={columns}
          rows={rows}
          rowKey={(phone) => phone.deviceId}
          compact={compact}
          onOpen={(phone) => navigate(routes.user(tenant.id, phone.userId, 'devices'))}
          state={state}
          onRetry={() => void query.refetch()}
          empty={
            <EmptyState icon={<IconMapPinCheck size={28} stroke={1.5} />} title={t('emergency.phones.none.title')}>
              {t('emergency.phones.none.text')}
            </EmptyState>
          }
        />
      </div>
      {placed ? (
        <DeviceLocation
          device={placed}
          onStale={() => void place({ userId: placed.userId, deviceId: placed.id })}
          onClose={() => setPlaced(undefined)}
        />
      ) : null}
    </>
  );
}
