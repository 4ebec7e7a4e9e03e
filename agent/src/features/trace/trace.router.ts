import {
  compilePlan,
  decide,
  decideInbound,
  fail,
  goingBy,
  ok,
  press,
  reaches,
  reachesInput,
  reachesView,
  showDecision,
  traceInput,
  traceView,
  type BoxSnapshot,
  type Decision,
  type LiveState,
  type Result,
  type RoutePlan,
  type TenantSnapshot,
  type TraceInput,
} from '@synergycall/domain';
import type { TenantScope } from '../../platform/database/index.ts';
import { orThrow, rest, router, tenantProcedure } from '../../rpc/index.ts';

export interface TraceDeps {
  /** What decides about a tenant's calls; undefined: no such tenant. */
  readonly readModels: (scope: TenantScope) => Promise<
    | {
        readonly pending: TenantSnapshot;
        readonly live: { readonly generation: number; readonly model: TenantSnapshot } | null;
        readonly box: { readonly pending: BoxSnapshot; readonly live: BoxSnapshot };
        readonly trunks: ReadonlyMap<string, string>;
        readonly facts: LiveState;
      }
    | undefined
  >;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * The call tracer: `decide` itself, on the plan that an apply compiles, so that it says what the core does. Reads only; a
 * pending model that can't be compiled is `apply.invalid-model`, with what to mend.
 */
export const traceRouter = (deps: TraceDeps) =>
  router({
    explain: tenantProcedure(
      'trace.read',
      rest('GET', '/tenants/{tenantId}/trace', 'Says what happens to a call, and why'),
    )
      .input(traceInput)
      .output(traceView)
      .query(async ({ ctx, input }) => {
        const at = momentOf(deps, input.at);
        const routing = orThrow(await routingOf(deps, ctx.scope, input.model));
        const decision = orThrow(decisionOf(routing, input, at));
        const { plan, live } = routing;
        const from = phoneOf(routing, input) ?? null;
        const end = plan && input.keys ? press(plan, decision, { keys: input.keys, live, from, at }) : decision;
        return {
          model: input.model,
          generation: routing.generation,
          at: new Date(at).toISOString(),
          ...showDecision(end, routing),
        };
      }),
    reaches: tenantProcedure(
      'trace.read',
      rest('GET', '/tenants/{tenantId}/users/{userId}/reached-by', 'Lists the numbers that lead to a person'),
    )
      .input(reachesInput)
      .output(reachesView)
      .query(async ({ ctx, input }) => {
        const { plan, tenant, live } = orThrow(await routingOf(deps, ctx.scope, input.model));
        if (!tenant?.users.some((user) => user.id === input.userId))
          return orThrow(fail({ code: 'user.not-found', id: input.userId }));
        const at = momentOf(deps, input.at);
        return { rows: plan ? reaches(plan, { userId: input.userId, at, live, dids: tenant.dids ?? [] }) : [] };
      }),
  });

interface Routing {
  readonly plan: RoutePlan | null;
  readonly tenant: TenantSnapshot | null;
  readonly trunks: ReadonlyMap<string, string>;
  readonly live: LiveState;
  readonly generation: number | null;
}

const momentOf = (deps: TraceDeps, at: string | undefined): number => (at === undefined ? deps.now() : Date.parse(at));

async function routingOf(deps: TraceDeps, scope: TenantScope, model: 'live' | 'pending'): Promise<Result<Routing>> {
  const models = await deps.readModels(scope);
  if (!models) return fail({ code: 'tenant.not-found', id: scope.tenantId });
  const generation = models.live?.generation ?? null;
  const tenant = model === 'live' ? (models.live?.model ?? null) : models.pending;
  const common = { tenant, trunks: models.trunks, live: models.facts, generation };
  if (!tenant) return ok({ ...common, plan: null });
  const plan = compilePlan(tenant, models.box[model]);
  return plan.ok ? ok({ ...common, plan: plan.value }) : fail({ code: 'apply.invalid-model', problems: plan.error });
}

function decisionOf({ plan, tenant, live }: Routing, input: TraceInput, at: number): Result<Decision> {
  const { dialled, number, from, policyId } = input;
  if (number !== undefined && dialled === undefined) return ok(decideInbound(plan, live, { number, at }));
  if (dialled === undefined || number !== undefined)
    return fail({ code: 'input.invalid', issues: [{ path: 'dialled', problem: 'one-of-dialled-number' }] });
  if (from !== undefined && !tenant?.users.some((user) => user.id === from))
    return fail({ code: 'user.not-found', id: from });
  if (from === undefined) {
    const isThere = policyId === undefined || tenant?.policies?.some((policy) => policy.id === policyId) === true;
    if (plan && !isThere) return fail({ code: 'policy.not-found', id: policyId });
    const asked = plan && policyId !== undefined ? goingBy(plan, policyId) : plan;
    return ok(decide(asked, live, { from: null, dialled, at }));
  }
  const phone = phoneOf({ tenant }, input);
  if (!phone) return fail({ code: 'input.invalid', issues: [{ path: 'from', problem: 'no-phone' }] });
  return ok(decide(plan, live, { from: phone, dialled, at }));
}

/** Any of the person's phones: they only differ in which one is left out when they call themselves. */
const phoneOf = ({ tenant }: Pick<Routing, 'tenant'>, { from }: TraceInput) =>
  tenant?.devices.find((device) => device.userId === from)?.sipUsername;
