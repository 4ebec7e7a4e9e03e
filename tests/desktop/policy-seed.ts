import {
  flowSettings,
  type DestinationView,
  type Extension,
  type FlowId,
  type OutboundRule,
  type TenantView,
  type TrunkId,
  type UserView,
} from '@synergycall/domain';
import { fakeDids } from './fake-agent/did-memory.ts';
import { flowOf } from './fake-agent/flows.ts';
import { fakePolicies, type FakePolicy } from './fake-agent/policy-memory.ts';
import type { FakeState } from './fake-agent/state.ts';
import { fakeTrunks } from './fake-agent/trunk-memory.ts';

export interface CallsOutScene {
  readonly ann: UserView;
  readonly ben: UserView;
  readonly standard: FakePolicy;
  readonly abroad: FakePolicy;
}

/** Two carriers, people with phones, numbers, opening hours that lead to a group or outside; nothing of it pending. */
export function seedPlaces(state: FakeState, tenant: TenantView): { ann: UserView; ben: UserView; trunks: TrunkId[] } {
  const { add } = fakeTrunks(state);
  const trunks = [add({ name: 'Main carrier' }), add({ name: 'Backup line', tenantId: tenant.id })];
  const [ann, ben] = ['Ann Lee', 'Ben Ode'].map((name) => state.addUser(tenant, { name, pending: 'none' })) as [
    UserView,
    UserView,
  ];
  for (const user of [ann, ben]) state.addDevice(user, { label: 'Desk phone', transport: 'udp', pending: 'none' });
  const personView = ({ id, name, extension }: UserView): DestinationView => ({
    destination: { kind: 'user', userId: id },
    name,
    detail: String(extension),
  });
  const group = flowOf(tenant.id, 'Sales', {
    id: 'f0000000000a' as FlowId,
    extension: 1500 as Extension,
    settings: flowSettings.parse({
      kind: 'ring_group',
      members: [{ userId: ann.id }, { userId: ben.id, delaySeconds: 5 }],
    }),
    exits: { noanswer: personView(ben) },
  });
  const day = [{ from: '09:00', to: '17:00' }];
  const hours = flowOf(tenant.id, 'Opening hours', {
    id: 'f0000000000b' as FlowId,
    settings: flowSettings.parse({ kind: 'schedule', week: [day, day, day, day, day, [], []], holidays: [] }),
    exits: {
      open: { destination: { kind: 'flow', flowId: group.id }, name: 'Sales', detail: '1500', flowKind: 'ring_group' },
      closed: {
        destination: { kind: 'external', number: '+442079460958' as never },
        name: '+442079460958',
        detail: null,
      },
      holiday: null,
    },
  });
  state.flows.push(group, hours);
  const dids = fakeDids(state);
  dids.add({
    number: '+4930123456',
    label: 'Switchboard',
    tenantId: tenant.id,
    target: { kind: 'flow', flowId: hours.id },
  });
  dids.add({ number: '+4930123457', label: 'Ann', tenantId: tenant.id, target: { kind: 'user', userId: ann.id } });
  dids.add({ number: '+4930123458', tenantId: tenant.id });
  return { ann, ben, trunks: trunks.map(({ view }) => view.id) };
}

/** The same with two policies, the habits of Germany and the first policy as default, all of it applied. */
export function seedCallsOut(state: FakeState, tenant: TenantView): CallsOutScene {
  const { ann, ben, trunks } = seedPlaces(state, tenant);
  const memory = fakePolicies(state);
  const allow = (name: string, rest: Partial<OutboundRule> = {}): OutboundRule => ({
    name,
    match: { by: 'country', codes: ['49', '43', '41'] },
    hours: null,
    act: { does: 'allow', strip: 0, prepend: '', trunks },
    ...rest,
  });
  const standard = memory.add(tenant.id, 'Standard', [
    { name: 'Premium', match: { by: 'prefix', prefix: '+491900' }, hours: null, act: { does: 'deny' } },
    allow('German-speaking countries'),
    allow('خدمة العملاء خارج أوقات العمل', {
      match: { by: 'range', from: '+442079460000' as never, to: '+442079469999' as never },
      hours: { inside: false, flowId: 'f0000000000b' as FlowId },
      act: { does: 'allow', strip: 2, prepend: '0', trunks: trunks.slice(0, 1) },
    }),
    allow('Donaudampfschifffahrtsgesellschaft und angeschlossene Unternehmen in den Vereinigten Staaten', {
      match: { by: 'pattern', pattern: '_+1NXXNXXXXXX' },
    }),
  ]);
  const abroad = memory.add(tenant.id, 'Abroad', [allow('Everywhere', { match: { by: 'any' } })]);
  memory.settings.set(tenant.id, {
    dialling: {
      countryCode: '49',
      nationalPrefix: '0',
      internationalPrefix: '00',
      outsidePrefix: '',
      bare: 'none',
      areaCode: '',
    },
    defaultPolicyId: standard.id,
    callerId: '+4930123456' as never,
    callsPerMinute: 30,
    callsAtOnce: null,
  });
  ben.policyId = abroad.id;
  memory.settle(tenant.id);
  return { ann, ben, standard, abroad };
}
