import {
  flowSettings,
  type DestinationView,
  type E164,
  type Extension,
  type FlowId,
  type FlowView,
  type TenantView,
} from '@synergycall/domain';
import { seedDids } from './did-seed.ts';
import { flowOf } from './fake-agent/flows.ts';
import { newId, type FakeState } from './fake-agent/state.ts';

const ALWAYS = Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]);
const WEEK = Array.from({ length: 7 }, (_, day) =>
  day < 5
    ? [
        { from: '08:30', to: '12:00' },
        { from: '13:00', to: '17:00' },
      ]
    : [],
);

/**
 * Call flows of every kind and state, for people and numbers that are there: open all day, so that no test minds the time.
 * +1 202 555 0101 leads to "Opening hours", and so does the default.
 */
export function seedFlows(state: FakeState, tenant: TenantView) {
  const [did0, did1] = seedDids(state, tenant, state.users);
  const people = state.users.filter((user) => user.tenantId === tenant.id);
  const group = (name: string, members: readonly number[], rest: Partial<FlowView> = {}): FlowView => {
    const chosen = members.flatMap((n) => people[n] ?? []);
    return flowOf(tenant.id, name, {
      id: newId<FlowId>(),
      settings: flowSettings.parse({
        kind: 'ring_group',
        ringSeconds: 25,
        members: chosen.map(({ id }, n) => ({ userId: id, delaySeconds: n === 1 ? 10 : 0 })),
      }),
      people: chosen.map(({ id, name: called, extension }) => ({ userId: id, name: called, extension })),
      ...rest,
    });
  };
  const schedule = (name: string, settings: object, exits: FlowView['exits']): FlowView =>
    flowOf(tenant.id, name, {
      id: newId<FlowId>(),
      settings: flowSettings.parse({ kind: 'schedule', week: ALWAYS, holidays: [], ...settings }),
      exits: { open: null, closed: null, holiday: null, ...exits },
    });
  const to = ({ id, name, extension, settings }: FlowView): DestinationView => ({
    destination: { kind: 'flow', flowId: id },
    name,
    detail: extension === null ? null : String(extension),
    flowKind: settings.kind,
  });
  const outside = (number: string): DestinationView => ({
    destination: { kind: 'external', number: number as E164 },
    name: number,
    detail: null,
  });
  const reception = group('Reception of the old building, second floor, beside the door', [3, 8]);
  const sales = group('Sales', [0, 1, 2, 5], { extension: 1500 as Extension, exits: { noanswer: to(reception) } });
  const unused = group('فريق الدعم', [], { pending: 'new' });
  const opening = schedule(
    'Opening hours',
    {
      holidays: [
        { name: 'Christmas', from: '2026-12-24', to: '2026-12-26', yearly: true },
        { name: 'Stocktaking', from: '2024-01-02', to: '2024-01-02' },
      ],
    },
    { open: to(sales), closed: outside('+493012345678'), holiday: to(reception) },
  );
  const desk = schedule('Service desk', { week: WEEK, timezone: 'America/New_York' }, { open: to(reception) });
  state.flows.push(reception, sales, unused, opening, desk);
  if (did1) did1.target = to(opening).destination;
  tenant.defaultDestination = to(opening);
  return { reception, sales, unused, opening, desk, people, numbers: [did0, did1] };
}
