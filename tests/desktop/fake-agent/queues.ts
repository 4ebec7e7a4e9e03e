import * as d from '@synergycall/domain';
import { refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

type Live = Pick<d.QueueLiveView, 'asterisk' | 'callers' | 'today'> & {
  states: Map<string, d.AgentState>;
  out: Set<string>;
};
const all = new WeakMap<FakeState, Map<string, Live>>();
const FRESH = '2026-11-28T00:00:00.000Z';

/** What happens in a queue of this memory; whoever changes it says so by `state.changed()`. */
export function fakeQueue(state: FakeState, id: string): Live {
  const queues = all.get(state) ?? new Map<string, Live>();
  all.set(state, queues);
  const live: Live = queues.get(id) ?? {
    asterisk: 'live',
    callers: [],
    today: { answered: 0, abandoned: 0, countedSince: FRESH },
    states: new Map(),
    out: new Set(),
  };
  queues.set(id, live);
  return live;
}

export function queueRouter(state: FakeState, { router, guarded, q, m, follow }: FakeProcedures) {
  const view = (id: string): d.QueueLiveView => {
    const flow = state.flows.find((x) => x.id === id);
    if (flow?.settings.kind !== 'queue') return refuse({ code: 'flow.not-found', id });
    const { asterisk, callers, today, states, out } = fakeQueue(state, id);
    return {
      at: new Date().toISOString(),
      asterisk,
      id: flow.id,
      name: flow.name,
      callers,
      agents: flow.settings.members.map(({ userId, mayLogOut }) => ({
        userId,
        name: flow.people.find((one) => one.userId === userId)?.name ?? '',
        loggedIn: !out.has(userId),
        mayLogOut,
        state: out.has(userId) ? 'out' : (states.get(userId) ?? 'free'),
        calls: 0,
      })),
      today,
    };
  };
  return router({
    live: q(d.queueLiveInput, d.queueLiveView, (i) => view(i.id)),
    onLive: guarded.input(d.queueLiveInput).subscription(({ input, signal }) => follow(signal, () => view(input.id))),
    setAgent: m(d.setAgentInput, d.queueLiveView, (i) => {
      const { out } = fakeQueue(state, i.id);
      if (i.loggedIn) out.delete(i.userId);
      else out.add(i.userId);
      state.changed();
      return view(i.id);
    }),
  });
}
