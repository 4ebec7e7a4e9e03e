import { BETWEEN_MEMBERS, queueStrategy, ringStrategy, type FlowExit, type ObjectChange } from '@synergycall/domain';
import { en } from './en/index.ts';
import { t, type MessageKey } from './t.ts';

/** A change in words: whom it is about, and what becomes different. */
export interface Told {
  /** "Ann Lee, 1004"; when the extension changes "Ben Ode, 1005 → 1007". */
  readonly who: string;
  /** "new", "voicemail off"; none when `who` says it all. */
  readonly what: readonly string[];
}

type FieldChange = ObjectChange['fields'][number];
type Teller = (field: FieldChange) => string;
const from = (field: FieldChange): string => shown(field.from);
const to = (field: FieldChange): string => shown(field.to);
const shown = (value: string | null): string => (value === null || value === '' ? t('common.none') : value);
/** Europe/Berlin -> Berlin: the part that people say. */
const city = (zone: string | null): string => shown(zone).split('/').at(-1)?.replaceAll('_', ' ') ?? '';
const protocol = (value: string | null): string => shown(value).toUpperCase();

const formOf = (form: string | null): string =>
  form === 'digits' || form === 'national' ? t(`trunk.form.${form}`) : t('trunk.form.plus');
const whereOf = (where: string): string =>
  where === 'from' || where === 'pai' ? t(`trunk.out.where.${where}`) : t('trunk.out.where.title');

const renamed: Teller = (f) => t('apply.tell.renamed', { from: from(f) });
/** Where calls to a number go; '': to the tenant's default. */
function tellTarget(f: FieldChange): string {
  if (f.from === null) return f.to === '' ? t('apply.tell.toDefault') : t('apply.tell.rings', { to: to(f) });
  if (f.to === '') return t('apply.tell.nowToDefault', { from: from(f) });
  if (f.from === '') return t('apply.tell.nowFromDefault', { to: to(f) });
  return t('apply.tell.nowRings', { from: from(f), to: to(f) });
}
/** Who came and who went; the same people otherwise: their order, or when each begins to ring. */
function tellMembers(f: FieldChange): string {
  const listed = (value: string | null): string[] => (value ? value.split(BETWEEN_MEMBERS) : []);
  const [before, now] = [listed(f.from), listed(f.to)];
  if (f.from === null) return t('apply.tell.rings', { to: now.join(', ') });
  const [known, present] = [new Set(before.map(nameOnly)), new Set(now.map(nameOnly))];
  const came = now.filter((one) => !known.has(nameOnly(one))).join(', ');
  const went = before
    .map(nameOnly)
    .filter((one) => !present.has(one))
    .join(', ');
  const told = [
    ...(came === '' ? [] : [t('apply.tell.members.in', { names: came })]),
    ...(went === '' ? [] : [t('apply.tell.members.out', { names: went })]),
  ];
  return told.length > 0 ? told.join(', ') : t('apply.tell.members.moved', { to: now.join(', ') });
}
const nameOnly = (member: string): string => member.replace(/ \+\d+ s$/, '');

/** Where a call goes on from a flow; '': it ends, on a holiday it goes on as when closed. */
const exitTeller =
  (exit: FlowExit): Teller =>
  (f) => {
    const of = t(`flow.exit.${exit}`);
    if (f.to === null || f.to === '')
      return t(exit === 'holiday' ? 'apply.tell.exit.asClosed' : 'apply.tell.exit.end', { exit: of, from: from(f) });
    if (f.from === null || f.from === '') return t('apply.tell.exit.set', { exit: of, to: to(f) });
    return t('apply.tell.exit', { exit: of, from: from(f), to: to(f) });
  };
/** A key leads somewhere, or is a wrong one. */
const keyTeller =
  (exit: FlowExit): Teller =>
  (f) => {
    const key = t(`flow.exit.${exit}`);
    if (f.to === null || f.to === '') return t('apply.tell.key.end', { key, from: from(f) });
    if (f.from === null || f.from === '') return t('apply.tell.key.set', { key, to: to(f) });
    return t('apply.tell.key', { key, from: from(f), to: to(f) });
  };
function tellPeople(f: FieldChange): string {
  const listed = (value: string | null): string | null => value?.replaceAll(BETWEEN_MEMBERS, ', ') ?? null;
  return tellValues({ ...f, from: listed(f.from), to: listed(f.to) });
}
/** What a menu plays; '': a general announcement. */
function tellPrompt(f: FieldChange): string {
  if (f.to === null || f.to === '') return t('apply.tell.prompt.none', { from: from(f) });
  if (f.from === null || f.from === '') return t('apply.tell.prompt.set', { to: to(f) });
  return t('apply.tell.prompt', { from: from(f), to: to(f) });
}
const strategy = (value: string | null): string => {
  const known = ringStrategy.or(queueStrategy).safeParse(value);
  return known.success ? t(`flow.strategy.${known.data}`) : shown(value);
};

function tellRule(f: FieldChange): string {
  if (f.from === null) return t('apply.tell.rule.added', { to: to(f) });
  if (f.to === null) return t('apply.tell.rule.removed', { from: from(f) });
  return t('apply.tell.rule.changed', { to: to(f), from: from(f) });
}
/** Its own words for what is not there any more. */
const orGone =
  (
    key:
      | 'apply.tell.noPolicy'
      | 'apply.tell.noDefaultPolicy'
      | 'apply.tell.noDialling'
      | 'apply.tell.noLocation'
      | 'apply.tell.noShown',
  ): Teller =>
  (f) =>
    f.to === null || f.to === '' ? t(key, { from: from(f) }) : tellValues(f);
/** A sentence per field of a kind; what is not named here is told by its label and its values. */
const TELLERS: Readonly<Record<string, Teller>> = {
  'tenant.name': renamed,
  'tenant.timezone': (f) => t('apply.tell.timezone', { from: city(f.from), to: city(f.to) }),
  'tenant.defaultDestination': (f) =>
    f.to === null || f.to === ''
      ? t('apply.tell.noDefault', { from: from(f) })
      : t('apply.tell.default', { to: to(f) }),
  'tenant.defaultPolicy': /* @__PURE__ */ orGone('apply.tell.noDefaultPolicy'),
  'tenant.dialling': /* @__PURE__ */ orGone('apply.tell.noDialling'),
  'did.target': tellTarget,
  'flow.name': renamed,
  'flow.strategy': (f) => t('apply.tell.strategy', { from: strategy(f.from), to: strategy(f.to) }),
  'flow.members': tellMembers,
  'flow.listeners': tellPeople,
  'flow.agents': tellPeople,
  'flow.hours': (f) =>
    f.to === '' ? t('apply.tell.hours.never', { from: from(f) }) : t('apply.tell.hours', { from: from(f), to: to(f) }),
  'flow.exit.noanswer': /* @__PURE__ */ exitTeller('noanswer'),
  'flow.exit.open': /* @__PURE__ */ exitTeller('open'),
  'flow.exit.closed': /* @__PURE__ */ exitTeller('closed'),
  'flow.exit.holiday': /* @__PURE__ */ exitTeller('holiday'),
  'flow.exit.key1': /* @__PURE__ */ keyTeller('key1'),
  'flow.exit.key2': /* @__PURE__ */ keyTeller('key2'),
  'flow.exit.key3': /* @__PURE__ */ keyTeller('key3'),
  'flow.exit.key4': /* @__PURE__ */ keyTeller('key4'),
  'flow.exit.key5': /* @__PURE__ */ keyTeller('key5'),
  'flow.exit.key6': /* @__PURE__ */ keyTeller('key6'),
  'flow.exit.key7': /* @__PURE__ */ keyTeller('key7'),
  'flow.exit.key8': /* @__PURE__ */ keyTeller('key8'),
  'flow.exit.key9': /* @__PURE__ */ keyTeller('key9'),
  'flow.exit.key0': /* @__PURE__ */ keyTeller('key0'),
  'flow.exit.keystar': /* @__PURE__ */ keyTeller('keystar'),
  'flow.exit.keyhash': /* @__PURE__ */ keyTeller('keyhash'),
  'flow.exit.timeout': /* @__PURE__ */ exitTeller('timeout'),
  'flow.exit.invalid': /* @__PURE__ */ exitTeller('invalid'),
  'flow.exit.full': /* @__PURE__ */ exitTeller('full'),
  'flow.exit.empty': /* @__PURE__ */ exitTeller('empty'),
  'flow.prompt': tellPrompt,
  'flow.directDial': (f) => t(f.to === 'yes' ? 'apply.tell.dial' : 'apply.tell.noDial'),
  'location.name': renamed,
  'location.callerId': /* @__PURE__ */ orGone('apply.tell.noShown'),
  'device.location': /* @__PURE__ */ orGone('apply.tell.noLocation'),
  'policy.name': renamed,
  'policy.rule': tellRule,
  'policy.order': (f) => t('apply.tell.ruleOrder', { to: to(f) }),
  'user.name': renamed,
  'user.policy': /* @__PURE__ */ orGone('apply.tell.noPolicy'),
  'user.voicemailEnabled': (f) => t(f.to === 'yes' ? 'apply.tell.voicemailOn' : 'apply.tell.voicemailOff'),
  'device.label': renamed,
  'device.transport': (f) =>
    f.from === null
      ? t('apply.tell.over', { to: protocol(f.to) })
      : t('apply.tell.transport', { from: protocol(f.from), to: protocol(f.to) }),
  'device.nat': (f) => t(f.to === 'off' ? 'apply.tell.natOff' : 'apply.tell.natAuto'),
  'device.secret': () => t('apply.tell.secret'),
  'device.user': (f) => t('apply.tell.owner', { from: from(f), to: to(f) }),
  'trunk.name': renamed,
  'trunk.kind': (f) => t(f.to === 'ip' ? 'apply.tell.byAddress' : 'apply.tell.byRegistration'),
  'trunk.transport': (f) => t('apply.tell.transport', { from: protocol(f.from), to: protocol(f.to) }),
  'trunk.secret': () => t('apply.tell.trunkSecret'),
  'trunk.called': (f) => t('apply.tell.called', { form: formOf(f.to) }),
  'trunk.callerId': (f) => {
    const [form = '', where = ''] = (f.to ?? '').split(', ');
    return t('apply.tell.callerId', { form: formOf(form), where: whereOf(where) });
  },
  'trunk.inbound': (f) => {
    const [where = '', code = '', national = '', international = '', bare = ''] = (f.to ?? '').split(', ');
    return t('apply.tell.inbound', {
      where: t(where === 'to' ? 'trunk.in.where.to' : 'trunk.in.where.request-uri'),
      code,
      national: national || t('apply.tell.nothing'),
      international: international || t('apply.tell.nothing'),
      bare: t(bare === 'national' ? 'trunk.in.bare.national' : 'trunk.in.bare.e164'),
    });
  },
  'trunk.channelLimit': (f) =>
    f.to === null || f.to === '' ? t('apply.tell.noLimit', { from: from(f) }) : t('apply.tell.limit', { to: to(f) }),
  'box.emergencyEndpoint': (f) =>
    f.to === null || f.to === ''
      ? t('apply.tell.noEmergencyEndpoint', { from: from(f) })
      : t('apply.tell.emergencyEndpoint', { to: to(f) }),
};

function fieldName(field: string): string {
  const key = `apply.field.${field}`;
  return key in en ? t(key as Extract<MessageKey, 'apply.field.name'>) : field;
}

function tellField(kind: string, field: FieldChange): string {
  const teller = TELLERS[`${kind}.${field.field}`];
  return teller ? teller(field) : tellValues(field);
}

function tellValues(field: FieldChange): string {
  const name = fieldName(field.field);
  if (field.from === null || field.from === '') return t('apply.tell.set', { field: name, to: to(field) });
  if (field.to === null || field.to === '') return t('apply.tell.cleared', { field: name, from: from(field) });
  return t('apply.tell.field', { field: name, from: from(field), to: to(field) });
}

/** Fields that a new object is introduced with; the others are of no interest before it lives. */
const INTRODUCES: Readonly<Record<string, readonly string[]>> = {
  device: ['transport'],
  did: ['target'],
  flow: ['members'],
  trunk: ['kind'],
};

function whatOf(change: ObjectChange): string[] {
  const { kind, fields } = change;
  if (change.change === 'removed') return [t(kind === 'device' ? 'apply.tell.removed.device' : 'apply.tell.removed')];
  if (change.change === 'new' && kind === 'policy') {
    const rules = fields.filter((f) => f.field === 'rule');
    return [t('apply.tell.newPolicy', { n: rules.length }), ...rules.map((f) => t('apply.tell.rule', { to: to(f) }))];
  }
  if (change.change === 'new') {
    const more = fields.filter((f) => INTRODUCES[kind]?.includes(f.field)).map((f) => tellField(kind, f));
    return [[t('apply.tell.new'), ...more].join(', ')];
  }
  const told = fields.filter((f) => !isMove(change, f)).map((f) => tellField(kind, f));
  return told.length === 0 && !fields.some((f) => isMove(change, f)) ? [t('apply.tell.changed')] : told;
}

/** A changed extension stands with the name: it is what people know each other by. */
const isMove = (change: ObjectChange, f: FieldChange): boolean =>
  change.kind === 'user' && change.change === 'changed' && f.field === 'extension';

function whoOf(change: ObjectChange, underOwner: boolean): string {
  const { kind, name, detail, owner } = change;
  if (kind === 'device') {
    if (underOwner) return name;
    if (owner) return t('apply.tell.whose', { owner: owner.name, name });
    return detail === null ? name : t('apply.tell.with', { name, detail });
  }
  if (kind === 'tenant' && change.change === 'changed') return t('apply.kind.tenant');
  // Where it leads is what is told of it.
  if (kind === 'did') return name;
  const moved = change.fields.find((f) => isMove(change, f));
  if (moved) return t('apply.tell.moved', { name, from: from(moved), to: to(moved) });
  return detail === null ? name : t('apply.tell.with', { name, detail });
}

/** A change as whom and what. `underOwner`: it stands below its person, who need not be named again. */
export const toldOf = (change: ObjectChange, underOwner = false): Told => ({
  who: whoOf(change, underOwner),
  what: whatOf(change),
});

/** What a change means for people: "Ann Lee, 1004: new". */
export function sentenceOf(change: ObjectChange): string {
  const { who, what } = toldOf(change);
  if (what.length === 0) return who;
  const isMoved = change.kind === 'did' && change.change === 'changed';
  return t(isMoved ? 'apply.tell.number' : 'apply.tell', { who, what: what.join('; ') });
}
/** The same as a list, for those who show several. */
export const sentencesOf = (change: ObjectChange): readonly string[] => [sentenceOf(change)];
