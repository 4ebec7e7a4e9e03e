import type { TraceView } from '@synergycall/domain';
import { Facts, en, formatNumber, t } from '@synergycall/ui';
import { IconBan, IconBell, IconDialpad, IconPhoneOutgoing, IconPlayerStop, IconUrgent } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { TraceAfter, TraceMenu } from './trace-on.tsx';

type Does = TraceView['does'];
interface End {
  readonly tone: 'rings' | 'leaves' | 'refused' | 'plain';
  readonly icon: ReactNode;
  readonly title: string;
  readonly about?: ReactNode;
}
const icon = { size: 18, stroke: 1.75 } as const;

/** Where the call ends: whom it rings and on which phones, by which trunk it leaves, or why it is refused. */
export function TraceEnd({ view }: { view: TraceView }) {
  const end = ENDS[view.does]?.(view) ?? other(view);
  return (
    <div role="group" className="d-end" data-tone={end.tone} aria-label={t('trace.end')}>
      <span className="d-end-sign" aria-hidden>
        {end.icon}
      </span>
      <div className="d-min0 d-grow">
        <h3 className="d-end-title">{end.title}</h3>
        {end.about}
      </div>
    </div>
  );
}

const valueOf = (view: TraceView, reason: string, name: string): string =>
  view.steps.findLast((step) => step.reason === reason)?.values[name] ?? '';
const numberText = (digits: string): string => (digits === '' ? '' : formatNumber(`+${digits}`));

/** Kinds of ends that this version has no words for are told by their names. */
const ENDS: Readonly<Partial<Record<Does, (view: TraceView) => End>>> = {
  ring: (view) => ({
    tone: 'rings',
    icon: <IconBell {...icon} />,
    title: t('trace.end.ring', { name: whoText(view.rings[0]) }),
    about: (
      <>
        <p>{view.rings[0]?.devices.join(', ')}</p>
        {view.after ? <TraceAfter after={view.after} /> : null}
      </>
    ),
  }),
  group: (view) =>
    view.rings.length === 0
      ? { tone: 'plain', icon: <IconPlayerStop {...icon} />, title: t('trace.end.group.nobody') }
      : {
          tone: 'rings',
          icon: <IconBell {...icon} />,
          title: t('trace.end.group', { n: view.rings.length }),
          about: (
            <ul>
              {view.rings.map((one) => (
                <li key={one.userId}>
                  <bdi>{whoText(one)}</bdi>
                  <span className="sc-dim">
                    {' '}
                    {one.devices.join(', ')}
                    {one.delaySeconds > 0 ? `, ${t('trace.end.delay', { n: one.delaySeconds })}` : ''}
                  </span>
                </li>
              ))}
            </ul>
          ),
        },
  outside: (view) => {
    const wanted = valueOf(view, 'number-outside', 'digits');
    const sent = valueOf(view, 'rule-allows', 'digits');
    const shown = valueOf(view, 'caller-id', 'number');
    return {
      tone: 'leaves',
      icon: <IconPhoneOutgoing {...icon} />,
      title: t('trace.end.outside', { number: numberText(wanted) }),
      about: (
        <Facts
          rows={[
            [t('trace.end.trunks'), <bdi key="trunks">{valueOf(view, 'trunks-in-order', 'trunks')}</bdi>],
            [
              t('trace.end.sent'),
              sent === wanted ? (
                t('trace.end.sent.byTrunk')
              ) : (
                <span key="sent" className="sc-mono">
                  {sent}
                </span>
              ),
            ],
            [t('trace.end.shows'), shown === '' ? t('trace.end.shows.none') : numberText(shown)],
          ]}
        />
      ),
    };
  },
  menu: (view) => ({
    tone: 'plain',
    icon: <IconDialpad {...icon} />,
    title: t('trace.end.menu'),
    about: view.menu ? <TraceMenu menu={view.menu} /> : null,
  }),
  emergency: (view) => ({
    tone: 'leaves',
    icon: <IconUrgent {...icon} />,
    title: t('trace.end.emergency', { number: valueOf(view, 'emergency-number', 'number') }),
    about: <p>{t('trace.end.emergency.text')}</p>,
  }),
  refuse: (view) => {
    const refusal = view.refusal ?? '';
    return {
      tone: 'refused',
      icon: <IconBan {...icon} />,
      title: wordsOf(`trace.refused.${refusal}`) ?? t('trace.refused', { why: refusal.replaceAll('-', ' ') }),
      about: (
        <p>
          {wordsOf(`trace.hears.${refusal}`) ?? ''}{' '}
          {view.sip === null ? null : <span className="sc-dim sc-nowrap">SIP {view.sip}</span>}
        </p>
      ),
    };
  },
};

const other = (view: TraceView): End => ({
  tone: 'plain',
  icon: <IconPlayerStop {...icon} />,
  title: wordsOf(`trace.end.${view.does}`) ?? t('trace.end.other', { does: view.does }),
});

const wordsOf = (key: string): string | undefined =>
  key in en ? (t as unknown as (key: string) => string)(key) : undefined;

const whoText = (one: TraceView['rings'][number] | undefined): string =>
  one ? t('apply.tell.with', { name: one.name, detail: String(one.extension) }) : '';
