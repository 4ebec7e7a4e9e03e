import { SegmentedControl } from '@mantine/core';
import type { FlowView, HoursState } from '@synergycall/domain';
import { StateDot, t } from '@synergycall/ui';
import { useMemo } from 'react';
import { useTenant } from '../../frame/tenant-context.ts';
import { DestinationLink } from '../did/leads-to.tsx';
import { useMay } from '../session/session.ts';
import { hoursNow, plannedHours, type HoursNow } from './hours-now.ts';
import { standingText, TONES } from './hours-words.ts';
import { useFlowActs } from './use-flow-acts.ts';
import { useMinute } from './use-minute.ts';

function useHoursNow(flow: FlowView): { now: HoursNow; byTheHours: HoursNow; at: number } | undefined {
  const tenant = useTenant();
  const minute = useMinute();
  const { override } = flow;
  const hours = useMemo(() => plannedHours(flow, tenant.timezone), [flow, tenant.timezone]);
  return useMemo(
    () =>
      hours && {
        now: hoursNow(hours, minute, override),
        byTheHours: hoursNow(hours, minute, null),
        at: minute,
      },
    [hours, minute, override],
  );
}

/** "Open until 17:00", as dot and words. */
export function HoursStanding({ flow }: { flow: FlowView }) {
  const known = useHoursNow(flow);
  if (!known) return null;
  const { now, at } = known;
  return <StateDot tone={now.by === 'override' ? 'pending' : TONES[now.state]} label={standingText(now, at)} />;
}

const BY_HOURS = 'hours';

/** What it does now, where calls go by it, and until when; opened and closed by hand, at once. */
export function HoursNowPanel({ flow }: { flow: FlowView }) {
  const mayOverride = useMay(flow.tenantId)('flow.override');
  const acts = useFlowActs(flow.tenantId);
  const known = useHoursNow(flow);
  if (!known) return null;
  const { now, byTheHours, at } = known;
  const isByHand = now.by === 'override';
  return (
    <div className="d-hours-now" data-by-hand={isByHand || undefined}>
      <HoursStanding flow={flow} />
      <p>
        <Goes flow={flow} state={now.state} />
        {isByHand ? ` ${t('callflow.now.byHand.until', { else: standingText(byTheHours, at) })}` : null}
      </p>
      {mayOverride ? (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('callflow.now.set')}
          value={flow.override ?? BY_HOURS}
          onChange={(value) => void acts.override(flow, value === 'open' || value === 'closed' ? value : null)}
          data={[
            { value: BY_HOURS, label: t('callflow.now.byHours') },
            { value: 'open', label: t('callflow.now.setOpen') },
            { value: 'closed', label: t('callflow.now.setClosed') },
          ]}
        />
      ) : null}
      {flow.pending !== 'none' ? (
        <p className="sc-dim">{t('callflow.now.pending')}</p>
      ) : mayOverride ? (
        <p className="sc-dim">{t('callflow.now.atOnce')}</p>
      ) : null}
    </div>
  );
}

/** Where its calls go as it stands. */
function Goes({ flow, state }: { flow: FlowView; state: HoursState }) {
  const to = flow.exits[state] ?? (state === 'holiday' ? flow.exits.closed : null);
  if (!to) return t('callflow.now.ends');
  return (
    <>
      {t('callflow.now.goes')} <DestinationLink tenantId={flow.tenantId} target={to} />.
    </>
  );
}
