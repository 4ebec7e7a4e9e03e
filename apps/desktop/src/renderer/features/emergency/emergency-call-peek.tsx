import { RING_BACK_SECONDS, type EmergencyCallView } from '@synergycall/domain';
import { Facts, Note, formatMoment, formatMomentInFull, formatNumber, t, useNow } from '@synergycall/ui';
import { IconAlertTriangle, IconPhoneIncoming } from '@tabler/icons-react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { PeekTitle } from '../../frame/peek-parts.tsx';
import { PeekFrame } from '../did/peek-frame.tsx';
import { isPlaceKnown, personIn, placeIn } from './emergency-words.ts';
import { Address } from './location-peek.tsx';
import { WayOut } from './way-out.tsx';

/** All that is on record of a call for help, beside the list. */
export function EmergencyCallPeek(props: { emergencyCall: EmergencyCallView; onClose: () => void }) {
  const { emergencyCall } = props;
  const { tenantId, at, number, userId, deviceLabel, locationId, shown, unrouted, notify } = emergencyCall;
  const name = personIn(emergencyCall);
  const until = Date.parse(at) + RING_BACK_SECONDS * 1000;
  const isRungBack = useNow() < until;
  return (
    <PeekFrame
      name={t('emergency.call.peek', { name })}
      isText
      onClose={props.onClose}
      header={
        <>
          <PeekTitle name={name} />
          <WayOut unrouted={unrouted} />
        </>
      }
    >
      {unrouted ? (
        <Note tone="failed" icon={<IconAlertTriangle size={16} stroke={1.75} />} title={t('emergency.call.unrouted')}>
          {t('emergency.call.unrouted.text')}
        </Note>
      ) : null}
      {isRungBack && shown !== null ? (
        <Note tone="info" icon={<IconPhoneIncoming size={16} stroke={1.75} />}>
          {t('emergency.call.rungBack', {
            number: formatNumber(shown),
            time: formatMoment(new Date(until).toISOString()),
          })}
        </Note>
      ) : null}
      <Facts
        rows={[
          [t('emergency.call.col.when'), formatMomentInFull(at)],
          [t('emergency.call.col.number'), number],
          [
            t('emergency.call.col.who'),
            userId === null ? (
              name
            ) : (
              <Link href={routes.user(tenantId, userId)} className="d-quiet-link">
                <bdi>{name}</bdi>
              </Link>
            ),
          ],
          [t('emergency.call.phone'), <bdi key="phone">{deviceLabel || t('common.unknown')}</bdi>],
          [
            t('emergency.call.col.where'),
            locationId === null ? (
              <span className="d-warn">{placeIn(emergencyCall)}</span>
            ) : (
              <Link href={routes.location(tenantId, locationId)} className="d-quiet-link">
                <bdi>{placeIn(emergencyCall)}</bdi>
              </Link>
            ),
          ],
          [t('emergency.call.address'), <Address key="address" address={emergencyCall.address} />],
          [
            t('emergency.call.col.shown'),
            shown === null ? (
              <span className="d-warn">{t('emergency.call.noNumber')}</span>
            ) : (
              <bdi dir="ltr">{formatNumber(shown)}</bdi>
            ),
          ],
        ]}
      />
      <h3 className="d-peek-sub">{t('emergency.call.told')}</h3>
      {notify.length === 0 ? (
        <p className="d-warn d-lead">
          {t(isPlaceKnown(emergencyCall) ? 'emergency.call.told.nobody' : 'emergency.call.told.noPlace')}
        </p>
      ) : (
        <ul className="d-plain-list">
          {notify.map((address) => (
            <li key={address} className="d-anywhere">
              {address}
            </li>
          ))}
        </ul>
      )}
    </PeekFrame>
  );
}
