import type { TraceView } from '@synergycall/domain';
import { Facts, formatNumber, t } from '@synergycall/ui';

type After = NonNullable<TraceView['after']>;
type Way = After['ways'][number];

/** Of a person who rings: for how long, and where the call goes if they don't take it; told once where that is the same. */
export function TraceAfter({ after: { seconds, ways } }: { after: After }) {
  const [first] = ways;
  const isOne = first !== undefined && first.leads !== 'told' && ways.every((way) => wayText(way) === wayText(first));
  return (
    <div className="d-end-on">
      <Facts
        rows={[
          [t('trace.after.for'), t('callflow.seconds', { s: seconds })],
          ...(isOne
            ? [[t('trace.after.notTaken'), wayText(first)] as const]
            : ways.map((way) => [t(`handling.event.${way.when}`), wayText(way)] as const)),
        ]}
      />
    </div>
  );
}

function wayText({ when, leads, name }: Way): string {
  switch (leads) {
    case 'voicemail':
      return t('handling.to.voicemail');
    case 'told':
      return t(`handling.to.told.${when}`);
    case 'target':
      return leadsText(name);
  }
}

/** What callers can do in a menu. */
export function TraceMenu({ menu: { keys, timeout, invalid } }: { menu: NonNullable<TraceView['menu']> }) {
  return (
    <div className="d-end-on">
      <Facts
        rows={[
          ...keys.map(
            ({ key, label, leadsTo }) =>
              [label === '' ? key : t('trace.menu.key', { key, label }), leadsText(leadsTo)] as const,
          ),
          [t('callflow.way.menu.timeout'), leadsText(timeout)],
          [t('flow.exit.invalid'), leadsText(invalid)],
        ]}
      />
    </div>
  );
}

const leadsText = (name: string): string => (name === '' ? t('handling.to.hangup') : formatNumber(name));
