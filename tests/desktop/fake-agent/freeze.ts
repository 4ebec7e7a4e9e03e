import * as d from '@synergycall/domain';
import { z } from 'zod';
import type { FakeProcedures } from './procedures.ts';
import { refuse } from './procedures.ts';
import { newId, type FakeState } from './state.ts';

const inTenant = z.object({ tenantId: d.tenantId });

/** The freeze that holds for a tenant now. Weekly ones hold when a test says so: their clock is the real agent's to read. */
export const freezeNow = (state: FakeState, tenantId: string): d.FreezeView | undefined =>
  state.freezes.find((each) => each.tenantId === tenantId && each.freeze.active)?.freeze;

/** Until when; a weekly one of the fake lasts an hour more. */
export const frozenUntil = (freeze: d.FreezeView): string =>
  freeze.window.kind === 'once' ? freeze.window.until : new Date(Date.now() + 3_600_000).toISOString();

export const freezeRouter = (state: FakeState, { router, q, m, tenant }: FakeProcedures) =>
  router({
    list: q(inTenant, z.object({ rows: z.array(d.freezeView) }), (i) => ({
      rows: state.freezes.filter((each) => each.tenantId === i.tenantId).map((each) => each.freeze),
    })),
    add: m(d.addFreezeInput, d.freezeView, (i) => {
      const { window } = i;
      if (window.kind === 'once' && window.until <= new Date().toISOString())
        refuse({ code: 'apply.schedule-invalid', reason: 'past' });
      const now = new Date().toISOString();
      const freeze: d.FreezeView = {
        id: newId<string>(),
        window,
        reason: i.reason,
        by: state.account?.name ?? 'nobody',
        createdAt: now,
        active: window.kind === 'once' && window.from <= now && now < window.until,
      };
      state.freezes.push({ tenantId: tenant(i.tenantId).id, freeze });
      return freeze;
    }),
    remove: m(d.freezeInput, z.object({}), (i) => {
      const at = state.freezes.findIndex((each) => each.freeze.id === i.id);
      if (at < 0) refuse({ code: 'freeze.not-found', id: i.id });
      state.freezes.splice(at, 1);
      return {};
    }),
  });
