import {
  amountText,
  microsOf,
  type Dialling,
  type OutboundSettingsView,
  type UpdateOutbound,
} from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';

/** What the form of a tenant's calls out holds; empty text is none. */
export interface OutboundValues {
  /** How people dial: with a plus sign alone, or as the fields below say. */
  isPlusOnly: boolean;
  /** Which country's habits were chosen; '': none. */
  country: string;
  countryCode: string;
  nationalPrefix: string;
  internationalPrefix: string;
  outsidePrefix: string;
  bare: Dialling['bare'];
  areaCode: string;
  defaultPolicyId: string | null;
  callerId: string | null;
  callsPerMinute: number | string;
  callsAtOnce: number | string;
  /** An amount as it is written, such as `50` or `49.50`. */
  spendPerDay: string;
}
export type OutboundField = keyof OutboundValues;

export function valuesOf(settings: OutboundSettingsView): OutboundValues {
  const { dialling, defaultPolicyId, callerId, callsPerMinute, callsAtOnce, spendPerDay } = settings;
  return {
    isPlusOnly: dialling === null,
    country: '',
    countryCode: '',
    nationalPrefix: '',
    internationalPrefix: '',
    outsidePrefix: '',
    bare: 'none',
    areaCode: '',
    ...dialling,
    defaultPolicyId,
    callerId,
    callsPerMinute: callsPerMinute ?? '',
    callsAtOnce: callsAtOnce ?? '',
    spendPerDay: spendPerDay ? amountText(spendPerDay) : '',
  };
}

export const diallingOf = (v: OutboundValues): Dialling | null =>
  v.isPlusOnly
    ? null
    : {
        countryCode: v.countryCode.trim().replace(/^\+/, ''),
        nationalPrefix: v.nationalPrefix.trim(),
        internationalPrefix: v.internationalPrefix.trim(),
        outsidePrefix: v.outsidePrefix.trim(),
        bare: v.bare,
        areaCode: v.bare === 'local' ? v.areaCode.trim() : '',
      };

const numberOrNull = (written: number | string): number | null => (written === '' ? null : Number(written));

const settingsOf = (v: OutboundValues) => ({
  dialling: diallingOf(v),
  defaultPolicyId: v.defaultPolicyId,
  callerId: v.callerId,
  callsPerMinute: numberOrNull(v.callsPerMinute),
  callsAtOnce: numberOrNull(v.callsAtOnce),
  // What is no amount is refused by the contract: NaN.
  spendPerDay: v.spendPerDay.trim() === '' ? null : (microsOf(v.spendPerDay) ?? Number.NaN),
});

/** Only what differs. */
export function changesOf(settings: OutboundSettingsView, v: OutboundValues): Partial<UpdateOutbound> {
  const was: Readonly<Record<string, unknown>> = settingsOf(valuesOf(settings));
  const differs = Object.entries(settingsOf(v)).filter(
    // As JSON, NaN is null: what is no amount would pass for none.
    ([field, to]) => Number.isNaN(to) || JSON.stringify(was[field]) !== JSON.stringify(to),
  );
  return Object.fromEntries(differs);
}

/** The fields by the paths of the contract, where they differ. */
export const PATHS: Readonly<Record<string, OutboundField>> = {
  'dialling.countryCode': 'countryCode',
  'dialling.nationalPrefix': 'nationalPrefix',
  'dialling.internationalPrefix': 'internationalPrefix',
  'dialling.outsidePrefix': 'outsidePrefix',
  'dialling.bare': 'bare',
  'dialling.areaCode': 'areaCode',
};

/** The field that a refusal of the agent belongs to. */
export function outboundFieldOf(failure: AnyFailure, v: OutboundValues): OutboundField | undefined {
  switch (failure.code) {
    case 'outbound.prefix-is-emergency':
      return (['outsidePrefix', 'nationalPrefix', 'internationalPrefix'] as const).find(
        (field) => v[field].trim() === failure.prefix,
      );
    case 'outbound.not-own-number':
      return 'callerId';
    case 'policy.not-found':
      return 'defaultPolicyId';
    case 'spending.no-prices':
      return 'spendPerDay';
    default:
      return undefined;
  }
}
