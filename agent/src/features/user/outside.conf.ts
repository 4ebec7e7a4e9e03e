import {
  ruleSkips,
  type PlannedOutbound,
  type PlannedRule,
  type PlannedUser,
  type RoutePlan,
} from '@synergycall/domain';

type Key = readonly [key: string, value: string];

/**
 * The keys for calls out (decision 0010), none but `e/<endpoint>` where nothing of it was ever set: dialling habits, policies with their
 * rules, what people have of their own, and whose each phone is. Fields are joined by `:`, trunks by `.`.
 */
export function outsideKeys({ outbound, users, flows }: RoutePlan): Key[] {
  if (!outbound) return [...users.values()].flatMap((user) => (hears(user, flows) ? phonesOf(user) : []));
  return [
    ...tenantKeys(outbound),
    ...[...outbound.policies].flatMap(([id, rules]): Key[] => [
      [`p/${id}/n`, String(rules.length)],
      ...[...ruleSkips(rules.map(({ matcher }) => matcher))].map(([first, cells]): Key => [`p/${id}/f${first}`, cells]),
      ...rules.flatMap((rule, index) => ruleKeys(`p/${id}/${index + 1}`, rule)),
    ]),
    ...[...users.values()].flatMap(personKeys),
  ];
}

function tenantKeys(outbound: PlannedOutbound): Key[] {
  const { dialling, defaultPolicy, callerId, callsPerMinute, callsAtOnce, spending } = outbound;
  const limits = `${callsPerMinute ?? ''}:${callsAtOnce ?? ''}${spending ? `:${spending.perDay}` : ''}`;
  return [
    ...some('o/dial', dialling && diallingText(dialling)),
    ...some('o/policy', defaultPolicy),
    ...some('o/cid', callerId),
    ...some('o/limits', limits === ':' ? null : limits),
    ...some('o/zone', spending?.zone),
  ];
}

const diallingText = (habits: NonNullable<PlannedOutbound['dialling']>): string => {
  const { countryCode, nationalPrefix, internationalPrefix, outsidePrefix, bare, areaCode } = habits;
  return [countryCode, nationalPrefix, internationalPrefix, outsidePrefix, bare, areaCode].join(':');
};

function ruleKeys(at: string, { matcher, hours, act, deniesCountry }: PlannedRule): Key[] {
  const does =
    act.does === 'deny' ? 'deny' : ['allow', act.strip, act.prepend, act.trunks.join('.')].map(String).join(':');
  return [
    [`${at}/re`, matcher],
    [`${at}/do`, does],
    ...some(`${at}/when`, hours && `${hours.inside ? 'in' : 'out'}:${hours.flowId}`),
    ...some(`${at}/country`, deniesCountry ? '1' : null),
  ];
}

const personKeys = ({ id, members, policyId, callerId }: PlannedUser): Key[] => [
  ...some(`u/${id}/policy`, policyId),
  ...some(`u/${id}/cid`, callerId),
  ...phonesOf({ id, members }),
];

/** Whose each phone is: for the policy of its calls, and for the messages that are heard on it. */
const phonesOf = ({ id, members }: Pick<PlannedUser, 'id' | 'members'>): Key[] =>
  members.map(({ sipUsername }): Key => [`e/${sipUsername}`, id]);

const hears = ({ id, voicemail }: PlannedUser, flows: RoutePlan['flows']): boolean =>
  voicemail === true ||
  [...(flows?.values() ?? [])].some((flow) => flow.kind === 'mailbox' && flow.listeners.includes(id));

const some = (key: string, value: string | null | undefined): Key[] =>
  value === null || value === undefined ? [] : [[key, value]];
