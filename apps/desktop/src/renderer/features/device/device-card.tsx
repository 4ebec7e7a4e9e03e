import { ActionIcon, Menu } from '@mantine/core';
import type { CreatedDevice, DeviceView } from '@synergycall/domain';
import { Facts, RelativeTime, Tag, t } from '@synergycall/ui';
import { IconBan, IconPhone, IconDots, IconKey, IconMapPin, IconPencil, IconPower } from '@tabler/icons-react';
import { useState } from 'react';
import { useLive } from '../../frame/window-state.ts';
import { DeviceLocation, DevicePlace } from '../emergency/device-location.tsx';
import { useMay } from '../session/session.ts';
import { DeviceDialog, type DeviceAct } from './device-dialogs.tsx';
import { DeviceState } from './device-line.tsx';
import { useDeviceSwitch } from './device-switch.ts';

/** One phone: what it is called, whether it is there, from where, and what can be done with it. */
export function DeviceCard({ device, onSecret }: { device: DeviceView; onSecret: (made: CreatedDevice) => void }) {
  const may = useMay(device.tenantId);
  const live = useLive((s) => s.devices.get(device.id));
  const [act, setAct] = useState<DeviceAct>();
  const [isPlacing, setPlacing] = useState(false);
  const toggle = useDeviceSwitch(device);
  const contact = live?.contacts[0];
  const where = (() => {
    if (device.revokedAt !== null)
      return (
        <>
          {t('state.revoked')} <RelativeTime at={device.revokedAt} />
        </>
      );
    if (contact)
      return [
        t('device.registeredFrom', { address: contact.address ?? t('common.unknown') }),
        ...(contact.roundTripMs === null ? [] : [t('device.roundTrip', { ms: Math.round(contact.roundTripMs) })]),
      ].join(', ');
    if (device.pending === 'new') return t('device.notLiveYet');
    if (live?.lastSeenAt)
      return (
        <>
          {t('device.lastSeen')} <RelativeTime at={live.lastSeenAt} />
        </>
      );
    return t('device.neverSeenHint');
  })();
  return (
    <article className="d-device" aria-label={device.label} data-revoked={device.revokedAt === null ? undefined : true}>
      <header className="d-device-header">
        <span className="d-device-icon" aria-hidden>
          <IconPhone size={18} stroke={1.5} />
        </span>
        <div className="d-grow d-min0">
          <h2 className="d-device-title sc-truncate" dir="auto" title={device.label}>
            {device.label}
          </h2>
          <div className="d-row">
            <DeviceState device={device} />
            {device.pending === 'none' || device.revokedAt !== null ? null : (
              <span title={t(`pending.${device.pending}`)}>
                <Tag tone="pending">{t(`apply.mark.${device.pending}`)}</Tag>
              </span>
            )}
          </div>
        </div>
        {device.revokedAt !== null || !may('device.update') ? null : (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('common.moreFor', { name: device.label })}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={15} stroke={1.75} />} onClick={() => setAct('rename')}>
                {t('device.rename')}
              </Menu.Item>
              <Menu.Item leftSection={<IconMapPin size={15} stroke={1.75} />} onClick={() => setPlacing(true)}>
                {t('location.ofDevice.set')}
              </Menu.Item>
              <Menu.Item leftSection={<IconKey size={15} stroke={1.75} />} onClick={() => setAct('reset')}>
                {t('device.reset')}
              </Menu.Item>
              <Menu.Item leftSection={<IconPower size={15} stroke={1.75} />} onClick={toggle}>
                {device.enabled ? t('device.disable') : t('device.enable')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconBan size={15} stroke={1.75} />} onClick={() => setAct('revoke')}>
                {t('device.revoke')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      <p className="d-device-where sc-dim">{where}</p>
      <Facts
        rows={[
          ...(contact?.userAgent ? [[t('device.col.agent'), contact.userAgent] as const] : []),
          [
            t('device.username'),
            <span key="u" className="sc-mono">
              {device.sipUsername}
            </span>,
          ],
          [t('device.transport'), device.transport.toUpperCase()],
          [t('device.codecs'), device.codecs.join(', ')],
          ...(device.revokedAt === null
            ? [[t('location.ofDevice'), <DevicePlace key="place" device={device} />] as const]
            : []),
        ]}
      />
      {isPlacing ? <DeviceLocation device={device} onClose={() => setPlacing(false)} /> : null}
      {act === undefined ? null : (
        <DeviceDialog act={act} device={device} onClose={() => setAct(undefined)} onSecret={onSecret} />
      )}
    </article>
  );
}
