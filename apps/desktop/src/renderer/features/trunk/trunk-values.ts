import {
  createAnyTrunkInput,
  createTrunkInput,
  type Codec,
  type NumberForm,
  type TrunkCallerId,
  type TrunkInbound,
  type TrunkKind,
  type TrunkTransport,
  type TrunkView,
} from '@synergycall/domain';
import type { AnyFailure, Schema } from '@synergycall/ui';
import { countryWith, planOf } from './number-plans.ts';

/** What a form holds of a trunk; empty text is none. */
export interface TrunkValues {
  /** A tenant's id, or `BOX`. */
  owner: string;
  kind: TrunkKind;
  name: string;
  host: string;
  username: string;
  /** SECURITY: what is written anew; what is set never comes here. */
  secret: string;
  matchAddresses: string[];
  allowPrivate: boolean;
  /** Which country's plan was chosen; '': none, `OTHER`: written by hand. */
  country: string;
  transport: TrunkTransport;
  port: number | string;
  fromUser: string;
  fromDomain: string;
  codecs: string[];
  channelLimit: number | string;
  where: TrunkInbound['where'];
  countryCode: string;
  nationalPrefix: string;
  internationalPrefix: string;
  bare: TrunkInbound['bare'];
  called: NumberForm;
  callerId: NumberForm;
  callerIdWhere: TrunkCallerId['where'];
}
export type TrunkField = keyof TrunkValues;
export const BOX = 'box';
export const OTHER = 'other';

export const newValues = (owner: string, country: string | undefined): TrunkValues => ({
  owner,
  kind: 'registration',
  name: '',
  host: '',
  username: '',
  secret: '',
  matchAddresses: [],
  allowPrivate: false,
  country: country ?? '',
  transport: 'udp',
  port: '',
  fromUser: '',
  fromDomain: '',
  codecs: ['alaw', 'ulaw'],
  channelLimit: '',
  where: 'request-uri',
  ...((country === undefined ? undefined : planOf(country)) ?? NO_PLAN),
  called: 'plus',
  callerId: 'plus',
  callerIdWhere: 'both',
});
const NO_PLAN = { countryCode: '', nationalPrefix: '', internationalPrefix: '', bare: 'e164' as const };

export const valuesOf = (trunk: TrunkView): TrunkValues => ({
  owner: trunk.tenantId ?? BOX,
  kind: trunk.kind,
  name: trunk.name,
  host: trunk.host,
  username: trunk.username ?? '',
  secret: '',
  matchAddresses: [...trunk.matchAddresses],
  allowPrivate: trunk.allowPrivate,
  country: countryWith(trunk.inbound) ?? OTHER,
  transport: trunk.transport,
  port: trunk.port ?? '',
  fromUser: trunk.fromUser ?? '',
  fromDomain: trunk.fromDomain ?? '',
  codecs: [...trunk.codecs],
  channelLimit: trunk.channelLimit ?? '',
  ...trunk.inbound,
  called: trunk.called.form,
  callerId: trunk.callerId.form,
  callerIdWhere: trunk.callerId.where,
});

export const inboundOf = (v: TrunkValues): TrunkInbound => ({
  where: v.where,
  countryCode: v.countryCode.trim(),
  nationalPrefix: v.nationalPrefix.trim(),
  internationalPrefix: v.internationalPrefix.trim(),
  bare: v.bare,
});

const textOrNull = (written: string): string | null => (written.trim() === '' ? null : written.trim());
const numberOrNull = (written: number | string): number | null => (written === '' ? null : Number(written));

/** What the agent takes of it, all but whose it is, its kind and who signs in. */
const settingsOf = (v: TrunkValues, isPlatform: boolean) => ({
  name: v.name.trim(),
  host: v.host.trim(),
  port: numberOrNull(v.port),
  transport: v.transport,
  fromUser: textOrNull(v.fromUser),
  fromDomain: textOrNull(v.fromDomain),
  codecs: v.codecs as Codec[],
  channelLimit: numberOrNull(v.channelLimit),
  inbound: inboundOf(v),
  called: { form: v.called },
  callerId: { form: v.callerId, where: v.callerIdWhere },
  ...(isPlatform ? { matchAddresses: v.kind === 'ip' ? v.matchAddresses : [], allowPrivate: v.allowPrivate } : {}),
});

const credentialsOf = (v: TrunkValues) => ({
  ...(v.username.trim() === '' ? {} : { username: v.username.trim() }),
  ...(v.secret === '' ? {} : { secret: v.secret }),
});

export const createdBy = (v: TrunkValues, isPlatform: boolean) => ({
  ...settingsOf(v, isPlatform),
  ...credentialsOf(v),
});

/** Only what differs, and a password that was written. */
export function changesOf(trunk: TrunkView, v: TrunkValues, isPlatform: boolean) {
  const was: Readonly<Record<string, unknown>> = settingsOf(valuesOf(trunk), isPlatform);
  const differs = Object.entries(settingsOf(v, isPlatform)).filter(
    ([field, to]) => JSON.stringify(was[field]) !== JSON.stringify(to),
  );
  const username = v.username.trim();
  return {
    ...(Object.fromEntries(differs) as Partial<ReturnType<typeof settingsOf>>),
    ...(username === (trunk.username ?? '') ? {} : { username }),
    ...(v.secret === '' ? {} : { secret: v.secret }),
  };
}

/** To sign in takes both; the platform's contract leaves them out for trunks that are known by an address. */
const signingIn = createAnyTrunkInput.required({ username: true, secret: true });
export const createSchema = (isPlatform: boolean): Schema => ({
  safeParse: (value) => {
    if (!isPlatform) return createTrunkInput.safeParse(value);
    const isIp = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'ip';
    return (isIp ? createAnyTrunkInput : signingIn).safeParse(value);
  },
});

/** The fields by the paths of the contract, where they differ. */
export const PATHS: Readonly<Record<string, TrunkField>> = {
  inTenant: 'owner',
  'inbound.where': 'where',
  'inbound.countryCode': 'countryCode',
  'inbound.nationalPrefix': 'nationalPrefix',
  'inbound.internationalPrefix': 'internationalPrefix',
  'inbound.bare': 'bare',
  'called.form': 'called',
  'callerId.form': 'callerId',
  'callerId.where': 'callerIdWhere',
};

/** Fields behind “More”. */
export const MORE: readonly TrunkField[] = [
  'transport',
  'port',
  'fromUser',
  'fromDomain',
  'codecs',
  'channelLimit',
  'where',
  'countryCode',
  'nationalPrefix',
  'internationalPrefix',
  'bare',
  'called',
  'callerId',
  'callerIdWhere',
];

/** The field that a refusal of the agent belongs to. */
export function trunkFieldOf(failure: AnyFailure, v: TrunkValues): TrunkField | undefined {
  switch (failure.code) {
    case 'trunk.name-taken':
      return 'name';
    case 'trunk.host-is-box':
      return 'host';
    case 'trunk.match-overlaps':
    case 'trunk.match-covers-phone':
      return 'matchAddresses';
    case 'trunk.private-address':
      return failure.address === v.host.trim() ? 'host' : 'matchAddresses';
    case 'trunk.credentials-missing':
      return v.username.trim() === '' ? 'username' : 'secret';
    case 'tenant.not-found':
      return 'owner';
    default:
      return undefined;
  }
}
