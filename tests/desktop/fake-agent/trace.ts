import * as d from '@synergycall/domain';
import { reachedBy } from './flows.ts';
import { fakePolicies, snapshotOf, trunkNamesOf } from './policy-memory.ts';
import { refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

/** The tracer over memory: the domain's own compiler and decisions, as the real agent asks them. */
export function traceRouter(state: FakeState, { router, q }: FakeProcedures) {
  const box: d.BoxSnapshot = {
    version: 1,
    box: {
      id: state.box.id,
      realm: state.box.realm,
      emergencyNumbers: state.box.emergencyNumbers,
      emergencyEndpoint: state.box.emergencyEndpoint,
    },
  };
  const routing = (tenantId: d.TenantId, model: 'live' | 'pending') => {
    const applied = fakePolicies(state).applied.get(tenantId);
    const tenant = model === 'live' ? (applied?.model ?? null) : snapshotOf(state, tenantId);
    const live: d.LiveState = {
      tenantSuspended: state.tenants.some(({ id, status }) => id === tenantId && status === 'suspended'),
      suspendedUsers: new Set(state.users.filter(({ status }) => status === 'suspended').map(({ id }) => id)),
      overrides: new Map(state.flows.flatMap(({ id, override }) => (override ? [[id, override] as const] : []))),
    };
    const common = { tenant, live, trunks: trunkNamesOf(state), generation: applied?.generation ?? null };
    if (tenant === null) return { ...common, plan: null };
    const plan = d.compilePlan(tenant, box);
    return { ...common, plan: plan.ok ? plan.value : refuse({ code: 'apply.invalid-model', problems: plan.error }) };
  };
  const momentOf = (at: string | undefined) => (at === undefined ? Date.now() : Date.parse(at));
  return router({
    explain: q(d.traceInput, d.traceView, (i) => {
      const { plan, tenant, live, trunks, generation } = routing(i.tenantId, i.model);
      const at = momentOf(i.at);
      const decision = (): d.Decision => {
        if (i.number !== undefined) return d.decideInbound(plan, live, { number: i.number, at });
        const dialled = i.dialled ?? '';
        if (i.from === undefined) {
          const isThere = i.policyId === undefined || tenant?.policies?.some(({ id }) => id === i.policyId) === true;
          if (plan && !isThere) refuse({ code: 'policy.not-found', id: i.policyId! });
          const asked = plan && i.policyId !== undefined ? d.goingBy(plan, i.policyId) : plan;
          return d.decide(asked, live, { from: null, dialled, at });
        }
        const phone = tenant?.devices.find(({ userId }) => userId === i.from)?.sipUsername;
        if (phone === undefined)
          return refuse({ code: 'input.invalid', issues: [{ path: 'from', problem: 'no-phone' }] });
        return d.decide(plan, live, { from: phone, dialled, at });
      };
      return {
        model: i.model,
        generation,
        at: new Date(at).toISOString(),
        ...d.showDecision(decision(), { plan, tenant, trunks }),
      };
    }),
    reaches: q(d.reachesInput, d.reachesView, (i) => {
      const { plan, tenant, live } = routing(i.tenantId, i.model);
      const at = momentOf(i.at);
      const seeded = state.tenants.find(({ id }) => id === i.tenantId);
      if (!plan && seeded) return reachedBy(state, seeded, i);
      return {
        rows: plan ? d.reaches(plan, { userId: i.userId, at, live, dids: tenant?.dids ?? [] }) : [],
      };
    }),
  });
}
