import type { DeviceLive, DeviceView } from '@synergycall/domain';
import { RelativeTime, StateDot, Tag, liveState, t } from '@synergycall/ui';
import { useLive } from '../../frame/window-state.ts';

/** The live state of a device that may be revoked, disabled or unknown to Asterisk. */
export function DeviceState({ device }: { device: DeviceView }) {
  const live = useLive((s) => s.devices.get(device.id));
  if (device.revokedAt !== null) return <StateDot tone="failed" label={t('state.revoked')} />;
  if (!device.enabled) return <StateDot tone="off" label={t('state.disabled')} />;
  const state = liveState(live?.state ?? 'unknown');
  return <StateDot tone={state.tone} label={state.label} />;
}

/** Where it is registered from and with what, in one line of words. */
export function whereabouts(live: DeviceLive | undefined): string | undefined {
  const contact = live?.contacts[0];
  if (!contact) return undefined;
  const from = t('device.registeredFrom', { address: contact.address ?? t('common.unknown') });
  return contact.userAgent === null ? from : `${from} (${contact.userAgent})`;
}

/** A device in one or two lines: label, state, whereabouts. */
export function DeviceLine({ device }: { device: DeviceView }) {
  const live = useLive((s) => s.devices.get(device.id));
  const where = whereabouts(live);
  return (
    <div className="d-device-line">
      <div className="d-row">
        <span className="sc-truncate d-strong d-grow" dir="auto">
          {device.label}
        </span>
        {device.pending === 'none' ? null : <Tag tone="pending">{t(`apply.mark.${device.pending}`)}</Tag>}
        <DeviceState device={device} />
      </div>
      <div className="sc-dim d-small">
        {where ??
          (live?.lastSeenAt ? (
            <LastSeen at={live.lastSeenAt} />
          ) : device.pending === 'new' ? (
            t('device.notLiveYet')
          ) : (
            t('device.neverSeen')
          ))}
      </div>
    </div>
  );
}

function LastSeen({ at }: { at: string }) {
  return (
    <>
      {t('device.lastSeen')} <RelativeTime at={at} />
    </>
  );
}
