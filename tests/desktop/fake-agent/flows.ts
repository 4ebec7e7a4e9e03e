import * as d from '@synergycall/domain';
import { paged, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

/** Ring groups and schedules, to be found and led to. */
export function flowRouter(state: FakeState, { router, q }: FakeProcedures) {
  return router({
    list: q(d.listFlowsInput, d.flowPage, (i) => {
      const wanted = (i.search ?? '').toLowerCase();
      const rows = state.flows.filter(
        (flow) =>
          flow.tenantId === i.tenantId &&
          (i.kind === undefined || flow.settings.kind === i.kind) &&
          `${flow.name} ${flow.extension ?? ''}`.toLowerCase().includes(wanted),
      );
      return paged(rows, i);
    }),
  });
}

/** A ring group with nothing in it. */
export const flowOf = (tenantId: d.TenantId, name: string, rest: Partial<d.FlowView> = {}): d.FlowView => ({
  id: 'f0000000000a' as d.FlowId,
  tenantId,
  name,
  extension: null,
  settings: d.flowSettings.parse({ kind: 'ring_group', members: [] }),
  people: [],
  exits: { noanswer: null },
  override: null,
  references: 0,
  pending: 'none',
  revision: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...rest,
});
