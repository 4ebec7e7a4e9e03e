import type { DeviceLive, DeviceView } from '@synergycall/domain';
import { Facts, formatDuration, formatMomentInFull, RelativeTime, t } from '@synergycall/ui';
import { Fragment, type ReactNode } from 'react';
import type { Live } from '../../agent/live.ts';
import { DeviceState } from './device-state.tsx';

type Row = readonly [name: string, value: ReactNode];

/** One phone of mine: what it is, where it is, when it was heard. SECURITY: never its secret; the agent has no answer with one here. */
export function DeviceCard({ device, live }: { device: DeviceView; live: Pick<Live, 'asterisk' | 'devices'> }) {
  const now = live.devices.get(device.id);
  const contacts = now?.contacts ?? [];
  const answers = contacts.map((contact) => contact.roundTripMs).filter((ms) => ms !== null);
  const rows: Row[] = [
    ...(contacts.length === 0
      ? []
      : [
          [
            t('portal.device.from'),
            <Lines key="from" of={contacts.map((contact) => contact.address ?? t('common.unknown'))} />,
          ] as Row,
          [
            t('portal.device.model'),
            <Lines key="model" of={contacts.map((contact) => contact.userAgent ?? t('portal.device.unknownModel'))} />,
          ] as Row,
        ]),
    ...(answers.length === 0 ? [] : [[t('portal.device.answers'), formatDuration(Math.min(...answers))] as Row]),
    ...(now === undefined
      ? []
      : [
          [
            t('portal.device.seen'),
            now.lastSeenAt === null ? t('portal.device.never') : <RelativeTime key="seen" at={now.lastSeenAt} />,
          ] as Row,
        ]),
    [t('portal.device.via'), t(`portal.transport.${device.transport}`)],
    [t('portal.device.since'), <DayOf key="since" iso={device.createdAt} />],
  ];
  return (
    <article className="p-card" aria-label={device.label}>
      <header className="p-card-header">
        <h2 className="p-card-title">
          <bdi>{device.label}</bdi>
        </h2>
        <DeviceState device={device} live={live} />
      </header>
      {remarksOn(device, now?.state).map((remark) => (
        <p key={remark} className="p-card-remark">
          {remark}
        </p>
      ))}
      <Facts rows={rows} />
    </article>
  );
}

/** What its owner may want to know or do about the phone's state. */
function remarksOn(device: DeviceView, state: DeviceLive['state'] | undefined): string[] {
  if (!device.enabled) return [t('portal.device.disabled')];
  if (device.pending === 'new') return [t('portal.device.notLive')];
  return [
    ...(state === 'not-registered' || state === 'unreachable' ? [t('portal.device.help')] : []),
    ...(device.pending === 'changed' ? [t('portal.device.changed')] : []),
  ];
}

/** Several places of one phone, each once. */
function Lines(props: { of: readonly string[] }) {
  return [...new Set(props.of)].map((line, index) => (
    <Fragment key={line}>
      {index === 0 ? null : <br />}
      {line}
    </Fragment>
  ));
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
const DayOf = ({ iso }: { iso: string }) => (
  <time dateTime={iso} title={formatMomentInFull(iso)}>
    {day.format(new Date(iso))}
  </time>
);
