import {
  didId,
  e164,
  flowId,
  outboundRule,
  outboundSettings,
  policyId,
  trunkId,
  type OutboundRule,
  type OutboundSettings,
  type PolicyId,
  type TenantSnapshot,
  type TrunkId,
  type TrunkSnapshot,
} from '@synergycall/domain';
import type { z } from 'zod';

/** Models of calls out, for tests. */

export const trunkNumber = (n: number): TrunkId => trunkId.parse(`t${String(n).padStart(11, '0')}`);
export const policyNumber = (n: number): PolicyId => policyId.parse(`p${String(n).padStart(11, '0')}`);
export const flowNumber = (n: number) => flowId.parse(`f${String(n).padStart(11, '0')}`);

/** A trunk known by its address. */
export const sampleTrunk = (
  n: number,
  at: { readonly host: string; readonly port: number },
  more: Partial<TrunkSnapshot> = {},
): TrunkSnapshot => ({
  id: trunkNumber(n),
  name: `Carrier ${n}`,
  kind: 'ip',
  ...at,
  transport: 'udp',
  username: null,
  credentialsVersion: null,
  fromUser: null,
  fromDomain: null,
  matchAddresses: [at.host],
  codecs: ['alaw', 'ulaw'],
  callerId: { form: 'plus', where: 'both' },
  called: { form: 'plus' },
  inbound: { where: 'request-uri', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
  channelLimit: null,
  ...more,
});

/** As a screen sends it: what is left out has its default. */
export const rule = (part: z.input<typeof outboundRule>): OutboundRule => outboundRule.parse(part);
export const deny = (match: OutboundRule['match'], name = 'No'): OutboundRule =>
  rule({ name, match, act: { does: 'deny' } });
export const allow = (
  match: OutboundRule['match'],
  trunks: readonly number[],
  more: { readonly strip?: number; readonly prepend?: string } = {},
): OutboundRule => rule({ name: 'Yes', match, act: { does: 'allow', trunks: trunks.map(trunkNumber), ...more } });

/** As dialled in Germany: 0 for the country, 00 for the world. */
export const german: NonNullable<OutboundSettings['dialling']> = {
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  outsidePrefix: '',
  bare: 'none',
  areaCode: '',
};

/** The same model with policies 1, 2, … and the first as default; `people` by place in the list. */
export function withOutbound(
  model: TenantSnapshot,
  policies: readonly (readonly OutboundRule[])[],
  {
    people = {},
    ...settings
  }: Partial<Omit<OutboundSettings, 'callerId'>> & {
    readonly callerId?: string | null;
    readonly people?: Readonly<Record<number, { readonly policy?: number; readonly callerId?: string }>>;
  } = {},
): TenantSnapshot {
  const shown = [settings.callerId, ...Object.values(people).map(({ callerId }) => callerId)].filter((one) => !!one);
  return {
    ...model,
    // Numbers that are shown are the tenant's own.
    dids: [
      ...(model.dids ?? []),
      ...[...new Set(shown)]
        .filter((number) => !model.dids?.some((did) => did.number === number))
        .map((number, n) => ({
          id: didId.parse(`0000000000n${n}`),
          number: e164.parse(number),
          target: null,
        })),
    ],
    users: model.users.map((user, place) => {
      const { policy, callerId } = people[place] ?? {};
      return {
        ...user,
        ...(policy === undefined ? {} : { policyId: policyNumber(policy) }),
        ...(callerId === undefined ? {} : { callerId: e164.parse(callerId) }),
      };
    }),
    policies: policies.map((rules, index) => ({
      id: policyNumber(index + 1),
      name: `Policy ${index + 1}`,
      rules,
    })),
    outbound: outboundSettings.parse({
      dialling: german,
      defaultPolicyId: policies.length > 0 ? policyNumber(1) : null,
      callerId: null,
      callsPerMinute: null,
      callsAtOnce: null,
      ...settings,
    }),
  };
}
