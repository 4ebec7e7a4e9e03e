import type { TraceView } from '@synergycall/domain';
import { en, formatNumber, t } from '@synergycall/ui';

type Step = TraceView['steps'][number];
type Values = Readonly<Record<string, string>>;

/** A step as people read it. */
export interface Told {
  readonly text: string;
  /** Why, or what that means; undefined: nothing more is to be said. */
  readonly more: string | undefined;
  readonly sign: Sign;
  /** Did it decide where the call goes, or was it looked at only? */
  readonly isPassed: boolean;
  /** Whose page says more; undefined: nobody's. */
  readonly userId: string | undefined;
  /** In whose picture it stands. */
  readonly flowId: string | undefined;
}
export type Sign = 'number' | 'person' | 'group' | 'hours' | 'outside' | 'rule' | 'no' | 'emergency' | 'step';

/** The catalogue's keys are put together from what the agent says; a reason without words is told by its name and values. */
const say = t as unknown as (key: string, values: Values) => string;
const has = (key: string): boolean => key in en;

const SIGNS: Readonly<Record<string, Sign>> = {
  'emergency-number': 'emergency',
  'number-of-tenant': 'number',
  'number-outside': 'outside',
  'leads-outside': 'outside',
  'number-leads-outside': 'outside',
  'trunks-in-order': 'outside',
  'caller-id': 'outside',
  'extension-of-user': 'person',
  'number-of-user': 'person',
  'tenant-default': 'person',
  'next-is-user': 'person',
  'all-devices-ring': 'person',
  'policy-of-user': 'rule',
  'policy-of-tenant': 'rule',
  'rule-allows': 'rule',
  'group-rings': 'group',
  'extension-of-flow': 'group',
  'number-of-flow': 'group',
  'member-passed-over': 'person',
  schedule: 'hours',
};
const NO = new Set([
  'not-dialable',
  'caller-suspended',
  'tenant-suspended',
  'never-applied',
  'number-belongs-to-nobody',
  'no-tenant-default',
  'user-suspended',
  'user-has-no-devices',
  'leads-back',
  'hangs-up',
  'too-many-schedules',
  'phone-unknown',
  'no-policy',
  'rule-denies',
  'no-rule',
  'spending-reached',
]);

/** Runs of rules that don't match, from so many on, are told as one. */
const RUN = 3;

/**
 * The steps in words. `isByPolicy`: a policy was asked about, whoever goes by it, so that nobody is said to. Pure.
 */
export function toldSteps(all: readonly Step[], isByPolicy = false): readonly Told[] {
  // Where a call goes that nobody takes is told at its end.
  const steps = all.filter(({ reason }) => reason !== 'afterwards');
  const told: Told[] = [];
  for (let at = 0; at < steps.length; at++) {
    const run = steps.slice(at).findIndex((step) => !isNoMatch(step));
    const length = run < 0 ? steps.length - at : run;
    const [first, last] = [steps[at], steps[at + length - 1]];
    if (length >= RUN && first && last) {
      const text = t('trace.step.rules-passed-over', {
        from: first.values['rule'] ?? '',
        to: last.values['rule'] ?? '',
      });
      told.push({ text, more: undefined, sign: 'step', isPassed: true, userId: undefined, flowId: undefined });
      at += length - 1;
    } else if (first) told.push(toldStep(first, isByPolicy));
  }
  return told;
}

const isNoMatch = ({ reason, values }: Step): boolean => reason === 'rule-passed-over' && values['why'] === 'no-match';

function toldStep({ reason, values }: Step, isByPolicy: boolean): Told {
  const shown = readable(values);
  return {
    text: textOf(reason, shown, isByPolicy),
    more: moreOf(reason, shown),
    sign: SIGNS[reason] ?? (NO.has(reason) ? 'no' : 'step'),
    isPassed: reason === 'rule-passed-over' || reason === 'member-passed-over' || reason === 'agent-passed-over',
    userId: values['name'] === undefined ? undefined : values['userId'],
    flowId: values['flowId'],
  };
}

/** Numbers as one reads them; what a rule makes of digits stays as it is sent. */
function readable(values: Values): Values {
  const grouped = (digits: string) => (/^\+?\d+$/.test(digits) ? formatNumber(`+${digits.replace('+', '')}`) : digits);
  return {
    ...values,
    ...(values['digits'] === undefined ? {} : { digits: grouped(values['digits']) }),
    ...(values['number']?.startsWith('+') === true ? { number: formatNumber(values['number']) } : {}),
  };
}

function textOf(reason: string, values: Values, isByPolicy: boolean): string {
  const variant = variantOf(reason, values, isByPolicy);
  const key = variant === '' ? `trace.step.${reason}` : `trace.step.${reason}.${variant}`;
  if (has(key)) return say(key, reason === 'caller-id' ? { number: formatNumber(`+${values['number']}`) } : values);
  const rest = Object.values(values).filter((value) => value !== '');
  return t('trace.step.other', { reason: reason.replaceAll('-', ' '), values: rest.join(', ') });
}

/** What tells two sentences of one reason apart. */
function variantOf(reason: string, values: Values, isByPolicy: boolean): string {
  switch (reason) {
    case 'schedule':
      return values['state'] ?? '';
    case 'rule-passed-over':
    case 'member-passed-over':
    case 'agent-passed-over':
      return values['why'] ?? '';
    case 'queue-leaves':
    case 'menu-gives-up':
      return values['exit'] ?? '';
    case 'caller-id':
      return values['number'] === '' ? 'none' : '';
    case 'tenant-default-leads-to':
      return values['target'] === '' ? 'nowhere' : '';
    case 'number-outside':
      return values['dialled'] === values['digits']?.replaceAll(/\s/g, '') ? 'as-dialled' : '';
    case 'policy-of-tenant':
      return isByPolicy ? 'asked' : '';
    default:
      return '';
  }
}

function moreOf(reason: string, values: Values): string | undefined {
  switch (reason) {
    case 'schedule': {
      const by = values['by'] ?? '';
      const why = has(`trace.by.${by}`)
        ? say(`trace.by.${by}`, { ...values, local: clockText(values['local'] ?? '') })
        : '';
      const next =
        values['next'] === '' ? t('trace.next.ends') : t('trace.next', { name: formatNumber(values['next'] ?? '') });
      return `${why} ${next}`.trim();
    }
    case 'queue-leaves':
    case 'key-pressed':
    case 'extension-dialled':
    case 'menu-gives-up':
      return values['next'] === ''
        ? t('trace.next.ends')
        : t('trace.next', { name: formatNumber(values['next'] ?? '') });
    case 'queue-waits':
    case 'group-rings': {
      const key = `flow.strategy.${values['strategy'] ?? ''}`;
      return has(key) ? say(key, {}) : undefined;
    }
    default:
      return undefined;
  }
}

const days = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'short', timeZone: 'UTC' });
/** `2026-11-30 09:15` -> "Monday 30 Nov 09:15". */
export function clockText(local: string): string {
  const [day = '', clock = ''] = local.split(' ');
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? local : `${days.format(at).replace(',', '')} ${clock}`;
}

/** Two answers that say the same, whatever the model and the moment at which they were asked. */
export const isSameAnswer = (a: TraceView, b: TraceView): boolean => textsOf(a) === textsOf(b);
const textsOf = ({ does, refusal, rings, after, menu, steps }: TraceView): string =>
  JSON.stringify([does, refusal, rings, after, menu, steps]);

/** How many steps two answers begin with alike. */
export function commonSteps(a: TraceView, b: TraceView): number {
  const from = a.steps.findIndex((step, at) => JSON.stringify(step) !== JSON.stringify(b.steps[at]));
  return from < 0 ? a.steps.length : from;
}
