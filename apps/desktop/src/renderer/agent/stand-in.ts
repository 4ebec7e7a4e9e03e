// Stands in for `import type { AppRouter } from '@synergycall/agent/router'` until that exists; types only, deleted then.
import * as d from '@synergycall/domain';
import { initTRPC } from '@trpc/server';
import { z } from 'zod';

const t = initTRPC.create();
const p = t.procedure;
const never = (): never => {
  throw new Error('type stand-in');
};
const q = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => p.input(input).output(output).query(never);
const m = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => p.input(input).output(output).mutation(never);
const inTenant = z.object({ tenantId: d.tenantId });
const empty = z.object({});

const router = t.router({
  auth: t.router({
    status: p.output(z.object({ bootstrapOpen: z.boolean(), version: z.string(), boxName: z.string() })).query(never),
    me: p.output(d.meView).query(never),
    changePassword: m(d.changePasswordInput, empty),
  }),
  tenant: t.router({
    list: p.output(z.object({ rows: z.array(d.tenantView) })).query(never),
    get: q(inTenant, d.tenantView),
    create: m(d.createTenantInput, d.tenantView),
    update: m(d.updateTenantInput, d.tenantView),
    suspend: m(inTenant, d.tenantView),
    restore: m(inTenant, d.tenantView),
  }),
  user: t.router({
    list: q(d.listUsersInput, d.userPage),
    get: q(d.userInput, d.userDetail),
    nextExtension: q(inTenant, d.nextExtensionView),
    create: m(d.createUserInput, d.createdUser),
    update: m(d.updateUserInput, d.userView),
    suspend: m(d.userInput, d.userView),
    restore: m(d.userInput, d.userView),
    delete: m(d.deleteUserInput, empty),
  }),
  device: t.router({
    list: q(d.listDevicesInput, d.devicePage),
    create: m(d.createDeviceInput, d.createdDevice),
    update: m(d.updateDeviceInput, d.deviceView),
    revoke: m(d.deviceInput, d.deviceView),
    resetSecret: m(d.deviceInput, d.createdDevice),
    live: q(inTenant, d.deviceLiveSnapshot),
    onLive: p.input(inTenant).subscription(async function* (): AsyncGenerator<d.DeviceLiveSnapshot> {
      yield never();
    }),
  }),
  account: t.router({
    list: q(inTenant, z.object({ rows: z.array(d.accountView) })),
    create: m(d.createAccountInput, d.accountView),
  }),
  audit: t.router({ list: q(d.listAuditInput, d.auditPage) }),
  apply: t.router({
    pending: q(inTenant, d.pendingView),
    preview: q(inTenant, d.previewView),
    start: m(d.startApplyInput, d.jobView),
    job: q(d.jobInput, d.jobView),
    jobs: q(d.listJobsInput, d.jobPage),
    startBox: p.output(d.jobView).mutation(never),
    onJob: p.input(d.jobInput).subscription(async function* (): AsyncGenerator<d.JobView> {
      yield never();
    }),
  }),
  health: t.router({ get: p.output(d.healthView).query(never) }),
  box: t.router({ get: p.output(d.boxView).query(never), update: m(d.updateBoxInput, d.boxView) }),
});
export type AppRouter = typeof router;
