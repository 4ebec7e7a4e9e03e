import { Anchor } from '@mantine/core';
import type { TrunkLive, TrunkView } from '@synergycall/domain';
import { Facts, Note, RelativeTime, t } from '@synergycall/ui';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { callsOf } from './trunk-columns.tsx';
import { TONES, standingOf, type TrunkStanding } from './trunk-state.ts';

/** What its state means and what to do about it; undefined where nothing is to be done. */
function saidOf(standing: TrunkStanding, isOfBox: boolean): string | undefined {
  switch (standing) {
    case 'registered':
    case 'reachable':
    case 'off':
    case 'asking':
      return undefined;
    case 'notLive':
      return isOfBox ? t('trunk.said.notLive.box') : t('trunk.said.notLive');
    case 'goesOff':
      return isOfBox ? t('trunk.said.goesOff.box') : t('trunk.said.goesOff');
    case 'rejected':
    case 'unregistered':
    case 'silent':
    case 'unreachable':
    case 'unasked':
    case 'missing':
    case 'unknown':
      return t(`trunk.said.${standing}`);
  }
}

/** What Asterisk says of a trunk now, what that means, and what to do. */
export function TrunkNow({ trunk, live }: { trunk: TrunkView; live: TrunkLive | undefined }) {
  const standing = standingOf(trunk, live);
  const said = saidOf(standing, trunk.tenantId === null);
  const isBad = TONES[standing] === 'failed';
  const Icon = isBad ? IconAlertTriangle : IconInfoCircle;
  const isLoaded = live !== undefined && live.reachable !== 'absent' && live.reachable !== 'unknown';
  const rows: (readonly [string, ReactNode])[] = !isLoaded
    ? []
    : [
        ...(live.registration === null
          ? []
          : [[t('trunk.registration'), t(`trunk.registration.${live.registration}`)] as const]),
        [t('trunk.answer'), <Answer key="answer" live={live} />] as const,
        ...(live.calls === null ? [] : [[t('trunk.col.calls'), callsOf(trunk, live)] as const]),
      ];
  if (said === undefined && rows.length === 0) return null;
  return (
    <>
      <h3 className="d-peek-sub d-peek-first">{t('trunk.live')}</h3>
      {said === undefined ? null : (
        <div className="d-trunk-said">
          <Note tone={isBad ? 'failed' : 'info'} icon={<Icon size={16} stroke={1.75} />}>
            {said}{' '}
            {standing === 'missing' ? (
              <Anchor
                component={Link}
                href={trunk.tenantId === null ? routes.boxDrift() : routes.drift(trunk.tenantId)}
                underline="always"
              >
                {t('apply.edited.look')}
              </Anchor>
            ) : null}
          </Note>
        </div>
      )}
      {rows.length === 0 ? null : <Facts rows={rows} />}
    </>
  );
}

function Answer({ live }: { live: TrunkLive }) {
  const { reachable, roundTripMs, since } = live;
  if (reachable === 'absent' || reachable === 'unknown') return null;
  const said =
    reachable === 'reachable' && roundTripMs !== null
      ? t('trunk.answer.in', { ms: roundTripMs < 1 ? '< 1' : Math.round(roundTripMs) })
      : t(`trunk.answer.${reachable}`);
  if (since === null) return said;
  return (
    <>
      {said}, {t('trunk.since')} <RelativeTime at={since} />
    </>
  );
}
