import { Skeleton } from '@mantine/core';
import type { DeviceView } from '@synergycall/domain';
import { EmptyState, t, type Loadable } from '@synergycall/ui';
import { IconDeviceLandlinePhone } from '@tabler/icons-react';
import type { Live } from '../../agent/live.ts';
import { Trouble } from '../../frame/trouble.tsx';
import { DeviceCard } from './device-card.tsx';

export interface DevicesProps {
  readonly devices: Loadable<readonly DeviceView[]>;
  readonly live: Live;
  readonly onRetry: () => void;
}

/** My phones, each with what the phone system says of it now. */
export function DevicesScreen(props: DevicesProps) {
  return (
    <>
      <header className="p-title">
        <h1 className="sc-page-title">{t('portal.nav.devices')}</h1>
        <p className="sc-page-about">{t('portal.device.about')}</p>
      </header>
      <Cards {...props} />
    </>
  );
}

function Cards({ devices, live, onRetry }: DevicesProps) {
  if (devices.tag === 'failed') return <Trouble failure={devices.failure} onRetry={onRetry} />;
  if (devices.tag === 'loading')
    return (
      <div role="status" aria-label={t('portal.loading')} className="p-cards">
        <CardSkeleton />
        <CardSkeleton />
      </div>
    );
  if (devices.value.length === 0)
    return (
      <EmptyState icon={<IconDeviceLandlinePhone size={36} stroke={1.4} />} title={t('portal.device.empty')}>
        {t('portal.device.emptyText')}
      </EmptyState>
    );
  return (
    <div className="p-cards">
      {devices.value.map((device) => (
        <DeviceCard key={device.id} device={device} live={live} />
      ))}
    </div>
  );
}

/** As a card will be: label and state, then its facts. */
function CardSkeleton() {
  return (
    <div className="p-card">
      <div className="p-card-header">
        <Skeleton height={20} width="40%" mt={4} />
        <Skeleton height={14} width="28%" mt={14} mb={4} />
      </div>
      {[58, 74, 46, 52].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} my={14} />
      ))}
    </div>
  );
}
