import * as d from '@synergycall/domain';
import type { FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

const all = new WeakMap<FakeState, d.LimitAlertView[]>();
/** Alerts as the fake agent has them, the newest first. */
export function fakeAlerts(state: FakeState): d.LimitAlertView[] {
  const known = all.get(state) ?? [];
  all.set(state, known);
  return known;
}

export const alertRouter = (state: FakeState, { router, q }: FakeProcedures) =>
  router({
    list: q(d.listLimitAlertsInput, d.limitAlertList, ({ tenantId, limit }) => ({
      rows: fakeAlerts(state)
        .filter((one) => one.tenantId === tenantId)
        .slice(0, limit),
    })),
  });
