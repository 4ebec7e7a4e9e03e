import { EXITS } from '../callflow/flow.ts';
import { destinationId, destinationKey, type Destination } from '../did/destination.ts';
import { PARKING_SECONDS } from '../handling/codes.ts';
import { fieldsOfFlow, membersOfFlow, promptOfFlow, promptsOfQueue } from './diff-flows.ts';
import type { FieldChange, ObjectChange } from '../apply/apply.ts';
import type { NameOf } from '../policy/rule-text.ts';
import { changedRules, namesIn, outboundLeads, rulesOf, type RuleLine } from './diff-policies.ts';
import type {
  BoxSnapshot,
  DeviceSnapshot,
  DidSnapshot,
  FlowSnapshot,
  LocationSnapshot,
  PolicySnapshot,
  TenantSnapshot,
  TrunkSnapshot,
  UserSnapshot,
} from './snapshot.ts';

/** Field keys (screens translate them) and their values ready to be shown. */
type Fields = Readonly<Record<string, string>>;
interface Described {
  readonly kind: ObjectChange['kind'];
  readonly id: string;
  readonly name: string;
  readonly detail: string | null;
  readonly fields: Fields;
  /** Counts up; shows as field `secret` with "[changed]". */
  readonly secretVersion?: number;
  /** Whose it is. Compared by id: a renamed owner does not change the device. */
  readonly owner?: NonNullable<ObjectChange['owner']>;
  /** What it leads to, by field. Compared by `key`, as owners are by id. */
  readonly leads?: Readonly<Record<string, Lead>>;
  /** In their order. */
  readonly rules?: readonly RuleLine[];
}
interface Lead {
  /** '': nowhere. */
  readonly key: string;
  readonly shown: string;
  /** A new object says it too when it leads nowhere; absent: it does not. */
  readonly always?: boolean;
}
/** Trunks by id, as they are called now: those of the box and those that are off stand in no tenant's model. */
export type TrunkNames = ReadonlyMap<string, string>;

/**
 * What differs between two models of a tenant, object by object, in the order tenant, users by extension, devices by
 * owner, public numbers, flows, trunks, policies, locations. `before` null: nothing was ever applied, so everything is new. Secrets show as
 * "[changed]" only.
 */
export function diffSnapshots(
  before: TenantSnapshot | null,
  after: TenantSnapshot,
  trunks: TrunkNames = new Map(),
): ObjectChange[] {
  return diff(before ? describe(before, trunks) : [], describe(after, trunks));
}

/** The same for what is structural for the whole box. */
export function diffBoxSnapshots(before: BoxSnapshot | null, after: BoxSnapshot): ObjectChange[] {
  return diff(before ? describeBoxParts(before) : [], describeBoxParts(after));
}

function diff(before: readonly Described[], after: readonly Described[]): ObjectChange[] {
  const was = new Map(before.map((one) => [key(one), one]));
  const is = new Set(after.map(key));
  const changes = after.flatMap((now): ObjectChange[] => {
    const then = was.get(key(now));
    const fields = changedFields(then, now);
    return then && fields.length === 0 ? [] : [{ ...head(now), change: then ? 'changed' : 'new', fields }];
  });
  const removed = before
    .filter((one) => !is.has(key(one)))
    .map((one): ObjectChange => ({ ...head(one), change: 'removed', fields: [] }));
  return [...changes, ...removed];
}

const key = ({ kind, id }: Described) => `${kind} ${id}`;
const head = ({ kind, id, name, detail, owner }: Described) => ({
  kind,
  id,
  name,
  detail,
  ...(owner ? { owner } : {}),
});

function changedFields(before: Described | undefined, after: Described): ObjectChange['fields'] {
  const fields = Object.entries(after.fields)
    .map(([field, to]): FieldChange => ({ field, from: before?.fields[field] ?? null, to }))
    .filter(({ from, to }) => from !== to);
  if (after.owner && before?.owner?.id !== after.owner.id)
    fields.push({ field: 'user', from: before?.owner?.name ?? null, to: after.owner.name });
  for (const [field, { key: to, shown, always }] of Object.entries(after.leads ?? {})) {
    const from = before?.leads?.[field];
    if (before ? (from?.key ?? '') !== to : always || to !== '')
      fields.push({ field, from: before ? (from?.shown ?? '') : null, to: shown });
  }
  if (after.rules) fields.push(...changedRules(before?.rules, after.rules));
  if (before && before.secretVersion !== after.secretVersion)
    fields.push({ field: 'secret', from: null, to: '[changed]' });
  return fields;
}

function describe(model: TenantSnapshot, trunkNames: TrunkNames): Described[] {
  const { tenant, users, devices, dids = [], trunks = [], policies = [], flows = [], locations = [] } = model;
  const nameOf = namesIn(model, trunkNames);
  const owners = new Map<string, UserSnapshot>(users.map((user) => [user.id, user]));
  const named = new Map<string, Named>([...users, ...flows].map((one) => [one.id, one]));
  const place = (device: DeviceSnapshot) => owners.get(device.userId)?.extension ?? Infinity;
  return [
    {
      kind: 'tenant',
      id: tenant.id,
      name: tenant.name,
      detail: null,
      fields: { name: tenant.name, timezone: tenant.timezone },
      leads: {
        defaultDestination: leadOf(tenant.defaultDestination ?? null, named, false),
        ...outboundLeads(model, nameOf),
        defaultLocation: placeLead(tenant.defaultLocationId, locations),
        parkSeconds: parkLead(tenant.parkSeconds),
      },
    },
    ...users
      .toSorted((a, b) => a.extension - b.extension || order(a.id, b.id))
      .map((user) => describeUser(user, nameOf)),
    ...devices
      .toSorted((a, b) => place(a) - place(b) || order(a.id, b.id))
      .map((device) => ({
        ...describeDevice(device, owners.get(device.userId)),
        leads: { location: placeLead(device.locationId, locations) },
      })),
    ...dids.toSorted((a, b) => order(a.number, b.number)).map((did) => describeDid(did, named)),
    ...flows
      .toSorted((a, b) => order(a.name, b.name) || order(a.id, b.id))
      .map((flow) => describeFlow(flow, named, model.prompts)),
    ...trunks.map(describeTrunk),
    ...policies
      .toSorted((a, b) => order(a.name, b.name) || order(a.id, b.id))
      .map((policy) => describePolicy(policy, nameOf)),
    ...locations.toSorted((a, b) => order(a.name, b.name) || order(a.id, b.id)).map(describeLocation),
  ];
}

/** Whom and what a destination can lead to, by id. */
type Named = Pick<UserSnapshot | FlowSnapshot, 'name' | 'extension'>;

function leadOf(to: Destination | null, named: ReadonlyMap<string, Named>, always: boolean): Lead {
  if (!to) return { key: '', shown: '', always };
  const id = destinationId(to);
  const one = named.get(id);
  const whom = one ? (one.extension === null ? one.name : `${one.name} ${one.extension}`) : id;
  return { key: destinationKey(to), shown: to.kind === 'voicemail' ? `the voicemail of ${whom}` : whom, always };
}

function describeDid({ id, number, target }: DidSnapshot, named: ReadonlyMap<string, Named>): Described {
  const lead = leadOf(target, named, true);
  return { kind: 'did', id, name: number, detail: lead.shown || null, fields: { number }, leads: { target: lead } };
}

function describeFlow(
  flow: FlowSnapshot,
  named: ReadonlyMap<string, Named>,
  prompts: TenantSnapshot['prompts'],
): Described {
  const { id, name, extension, settings, exits } = flow;
  return {
    kind: 'flow',
    id,
    name,
    detail: extension === null ? null : String(extension),
    fields: {
      name,
      kind: settings.kind,
      extension: extension === null ? '' : String(extension),
      ...fieldsOfFlow(flow),
    },
    leads: {
      ...(settings.kind === 'ring_group' && { members: { ...membersOfFlow(flow, named), always: false } }),
      ...(settings.kind === 'mailbox' && { listeners: { ...membersOfFlow(flow, named), always: false } }),
      ...(settings.kind === 'queue' && { agents: { ...membersOfFlow(flow, named), always: false } }),
      ...announcementsOf(flow, prompts),
      ...(settings.kind === 'menu' && { prompt: { ...promptOfFlow(flow, prompts), always: false } }),
      ...Object.fromEntries(
        EXITS[settings.kind].map((exit) => [`exit.${exit}`, leadOf(exits[exit] ?? null, named, false)]),
      ),
    },
  };
}

const announcementsOf = (flow: FlowSnapshot, prompts: TenantSnapshot['prompts']): Record<string, Lead> =>
  Object.fromEntries(
    Object.entries(promptsOfQueue(flow, prompts) ?? {}).map(([which, lead]) => [which, { ...lead, always: false }]),
  );

function describeUser(user: UserSnapshot, nameOf: NameOf): Described {
  const { id, name, extension, voicemailEnabled, policyId = '', callerId = '' } = user;
  return {
    kind: 'user',
    id,
    name,
    detail: String(extension),
    fields: { name, extension: String(extension), voicemailEnabled: voicemailEnabled ? 'yes' : 'no' },
    leads: {
      policy: { key: policyId, shown: policyId === '' ? '' : nameOf(policyId) },
      callerId: { key: callerId, shown: callerId },
    },
  };
}

const describePolicy = (policy: PolicySnapshot, nameOf: NameOf): Described => ({
  kind: 'policy',
  id: policy.id,
  name: policy.name,
  detail: null,
  fields: { name: policy.name },
  rules: rulesOf(policy, nameOf),
});

/** A company of its own time and one of the usual time both say how long. */
const parkLead = (seconds: number | undefined): Lead => ({
  key: String(seconds ?? ''),
  shown: String(seconds ?? PARKING_SECONDS),
});
/** Of where phones stand. */
const placeLead = (id: string = '', locations: readonly LocationSnapshot[]): Lead => ({
  key: id,
  shown: locations.find((location) => location.id === id)?.name ?? id,
});
const describeLocation = ({ id, name, callerId }: LocationSnapshot): Described => ({
  kind: 'location',
  id,
  name,
  detail: null,
  fields: { name },
  leads: { callerId: { key: callerId ?? '', shown: callerId ?? '' } },
});

function describeDevice(device: DeviceSnapshot, owner: UserSnapshot | undefined): Described {
  const { id, label, sipUsername, transport, nat, codecs, secretVersion } = device;
  return {
    kind: 'device',
    id,
    name: label,
    detail: owner ? `${owner.name} ${owner.extension}` : null,
    fields: { label, sipUsername, transport, nat, codecs: codecs.join(', ') },
    secretVersion,
    owner: { id: device.userId, name: owner?.name ?? device.userId, detail: owner ? String(owner.extension) : null },
  };
}

const describeBoxParts = (model: BoxSnapshot): Described[] => [
  describeBox(model),
  ...(model.trunks ?? []).map(describeTrunk),
];

function describeTrunk(trunk: TrunkSnapshot): Described {
  const { callerId, called, inbound } = trunk;
  return {
    kind: 'trunk',
    id: trunk.id,
    name: trunk.name,
    detail: trunk.host,
    fields: {
      name: trunk.name,
      kind: trunk.kind,
      host: trunk.port === null ? trunk.host : `${trunk.host}:${trunk.port}`,
      transport: trunk.transport,
      username: trunk.username ?? '',
      fromUser: trunk.fromUser ?? '',
      fromDomain: trunk.fromDomain ?? '',
      matchAddresses: trunk.matchAddresses.join(', '),
      codecs: trunk.codecs.join(', '),
      callerId: `${callerId.form}, ${callerId.where}`,
      called: called.form,
      inbound: `${inbound.where}, ${inbound.countryCode}, ${inbound.nationalPrefix}, ${inbound.internationalPrefix}, ${inbound.bare}`,
      channelLimit: trunk.channelLimit === null ? '' : String(trunk.channelLimit),
    },
    secretVersion: trunk.credentialsVersion ?? 0,
  };
}

function describeBox({ box }: BoxSnapshot): Described {
  const { id, realm, emergencyNumbers, emergencyEndpoint } = box;
  return {
    kind: 'box',
    id,
    name: 'Box',
    detail: null,
    fields: { realm, emergencyNumbers: emergencyNumbers.join(', '), emergencyEndpoint: emergencyEndpoint ?? '' },
  };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
