import {
  boxId,
  deviceId,
  didId,
  e164,
  flowId,
  menuKey,
  menuSettings,
  queueSettings,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  type BoxSnapshot,
  exitOfKey,
  type Destination,
  type FlowExit,
  type FlowSnapshot,
  type MenuKey,
  type MenuSettings,
  type QueueSettings,
  type RingGroupSettings,
  type ScheduleSettings,
  type TenantSnapshot,
} from '@synergycall/domain';

/** Models for tests: two companies that both have 1001 and 1002. */
export function sampleTenant(
  tag: string,
  people: readonly (readonly [name: string, extension: number, devices: number])[],
): TenantSnapshot {
  let device = 0;
  const users = people.map(([name, extension], index) => ({
    id: userId.parse(`${tag}0000000${index + 1}`),
    name,
    extension,
    // Who has a mailbox is never busy: `withVoicemail`.
    voicemailEnabled: false,
  }));
  const devices = people.flatMap(([, , count], index) =>
    Array.from({ length: count }, () => {
      device += 1;
      return {
        id: deviceId.parse(`${tag}d000000${device}`),
        userId: userId.parse(`${tag}0000000${index + 1}`),
        label: `Phone ${device}`,
        sipUsername: sipUsername.parse(`${tag}-00000${device}`),
        transport: 'udp' as const,
        nat: 'auto' as const,
        codecs: ['alaw', 'ulaw'] as const,
        secretVersion: 1,
      };
    }),
  );
  return {
    version: 1,
    tenant: {
      id: tenantId.parse(`${tag}t0000000`),
      tag: tenantTag.parse(tag),
      name: `Company ${tag}`,
      timezone: 'UTC',
    },
    users,
    devices,
  };
}

/** The same with public numbers, each leading to a person by place in the list, or to the default (null). */
export function withNumbers(
  model: TenantSnapshot,
  numbers: Readonly<Record<string, number | null>>,
  byDefault: number | null = null,
): TenantSnapshot {
  const to = (place: number | null) => {
    const user = place === null ? undefined : model.users[place];
    return user ? { kind: 'user' as const, userId: user.id } : null;
  };
  const defaultDestination = to(byDefault);
  return {
    ...model,
    tenant: { ...model.tenant, ...(defaultDestination ? { defaultDestination } : {}) },
    dids: Object.entries(numbers).map(([number, place], index) => ({
      id: didId.parse(`${model.tenant.tag}n${String(index).padStart(7, '0')}`),
      number: e164.parse(number),
      target: to(place),
    })),
  };
}

/** The same with mailboxes for these people, by place in the list; absent: for all. */
export const withVoicemail = (model: TenantSnapshot, places?: readonly number[]): TenantSnapshot => ({
  ...model,
  users: model.users.map((user, place) => ({ ...user, voicemailEnabled: places?.includes(place + 1) ?? true })),
});

const flowIdOf = (model: TenantSnapshot, place: number) =>
  flowId.parse(`${model.tenant.tag}f${String(place).padStart(7, '0')}`);
/** Where a call goes: `p1` the first person, `v1` their mailbox, `f1` the first flow, or a number outside. */
export function leadsTo(model: TenantSnapshot, word: string): Destination {
  const place = Number(word.slice(1));
  if (word.startsWith('+')) return { kind: 'external', number: e164.parse(word) };
  if (word.startsWith('f')) return { kind: 'flow', flowId: flowIdOf(model, place) };
  const user = model.users[place - 1];
  if (!user) throw new Error(`${model.tenant.tag} has no ${word}`);
  return { kind: word.startsWith('v') ? 'voicemail' : 'user', userId: user.id };
}
type Words = Readonly<Partial<Record<FlowExit, string>>>;
const exitsOf = (model: TenantSnapshot, words: Words): FlowSnapshot['exits'] =>
  Object.fromEntries(Object.entries(words).map(([exit, word]) => [exit, leadsTo(model, word)]));

/** What a sample flow is: a ring group of people by place, `2:15` with a delay, a schedule, a mailbox that some may hear, or a menu by its keys. */
export type SampleFlow = { readonly extension?: number } & (
  | ({ readonly members: readonly string[]; readonly to?: Words } & Partial<Omit<RingGroupSettings, 'members'>>)
  | ({ readonly week: ScheduleSettings['week']; readonly to?: Words } & Partial<Omit<ScheduleSettings, 'week'>>)
  | { readonly heardBy: readonly string[]; readonly to?: Words }
  /** A queue of people by place: `2:3` with a penalty, `2:0:stays` where they may not log out. */
  | ({ readonly agents: readonly string[]; readonly to?: Words } & Partial<Omit<QueueSettings, 'members'>>)
  | ({ readonly keys: Readonly<Partial<Record<MenuKey, string>>>; readonly to?: Words } & Partial<MenuSettings>)
);

/** The same with ring groups, schedules and menus, and numbers that lead to them. The first flow is `f1`. */
export function withFlows(
  model: TenantSnapshot,
  flows: readonly SampleFlow[],
  numbers: Readonly<Record<string, string | null>> = {},
): TenantSnapshot {
  const snapshots = flows.map((flow, index): FlowSnapshot => {
    const head = { id: flowIdOf(model, index + 1), name: `Flow ${index + 1}`, extension: flow.extension ?? null };
    const exits = exitsOf(model, flow.to ?? {});
    if ('week' in flow) {
      const { week, holidays = [], timezone = null } = flow;
      return { ...head, exits, settings: { kind: 'schedule', week, holidays, timezone } };
    }
    if ('keys' in flow) {
      const { keys, to: _to, extension: _extension, ...settings } = flow;
      const byKey = Object.fromEntries(
        Object.entries(keys).map(([key, word]) => [exitOfKey(menuKey.parse(key)), leadsTo(model, word)]),
      );
      return {
        ...head,
        exits: { ...exits, ...byKey },
        settings: { ...menuSettings.parse(settings), kind: 'menu' },
      };
    }
    const person = (place: string | undefined) => {
      const user = model.users[Number(place) - 1];
      if (!user) throw new Error(`${model.tenant.tag} has no person ${place}`);
      return user.id;
    };
    if ('heardBy' in flow)
      return { ...head, exits, settings: { kind: 'mailbox', email: null, listeners: flow.heardBy.map(person) } };
    if ('agents' in flow) {
      const { agents, to: _to, extension: _extension, ...settings } = flow;
      const members = agents.map((word) => {
        const [place, penalty = '0', stays] = word.split(':');
        return { userId: person(place), penalty: Number(penalty), mayLogOut: stays === undefined };
      });
      return { ...head, exits, settings: { ...queueSettings.parse({ ...settings, members }), kind: 'queue' } };
    }
    const members = flow.members.map((word) => {
      const [place, delay = '0'] = word.split(':');
      return { userId: person(place), delaySeconds: Number(delay) };
    });
    const { strategy = 'all', ringSeconds = 20, callerIdPrefix = '' } = flow;
    return { ...head, exits, settings: { kind: 'ring_group', strategy, ringSeconds, callerIdPrefix, members } };
  });
  return {
    ...model,
    flows: snapshots,
    dids: Object.entries(numbers).map(([number, word], index) => ({
      id: didId.parse(`${model.tenant.tag}n${String(index).padStart(7, '0')}`),
      number: e164.parse(number),
      target: word === null ? null : leadsTo(model, word),
    })),
  };
}

/** The same hours on each day; none: always closed. */
export const everyDay = (...hours: readonly (readonly [from: string, to: string])[]): ScheduleSettings['week'] =>
  Array.from({ length: 7 }, () => hours.map(([from, to]) => ({ from, to })));

export const acme = sampleTenant('a7k2', [
  ['Ann', 1001, 2],
  ['Bob', 1002, 1],
  ['Cleo', 1003, 0],
]);
export const beta = sampleTenant('b8m3', [
  ['Bea', 1001, 1],
  ['Ben', 1002, 1],
  ['Only Beta', 1005, 1],
]);
export const labBox: BoxSnapshot = {
  version: 1,
  box: {
    id: boxId.parse('b00000000000'),
    realm: 'asterisk',
    emergencyNumbers: ['112', '911'],
    emergencyEndpoint: null,
  },
};
