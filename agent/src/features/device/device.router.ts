import {
  createdDevice,
  createDeviceInput,
  deviceInput,
  deviceLiveSnapshot,
  devicePage,
  deviceView,
  listDevicesInput,
  tenantId,
  updateDeviceInput,
} from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import type { PendingOf } from '../tenant/index.ts';
import { readCursor, withPending } from '../user/index.ts';
import type { CredentialDeps } from './device-secret.ts';
import { createDevice, resetSecret, revokeDevice, updateDevice } from './device.service.ts';
import { listDevices } from './device.store.ts';
import type { LiveActs } from './live-acts.ts';
import type { LiveTopics } from './live-topics.ts';

export interface DeviceDeps extends CredentialDeps {
  readonly live: Pick<LiveActs, 'revokeDevice'>;
  readonly pendingOf: PendingOf;
  readonly topics: LiveTopics;
}

const byTenant = z.object({ tenantId });

export const deviceRouter = (deps: DeviceDeps) =>
  router({
    list: tenantProcedure('device.read', rest('GET', '/tenants/{tenantId}/devices', 'Lists devices, a page at a time'))
      .input(listDevicesInput)
      .output(devicePage)
      .query(async ({ ctx, input }) => {
        const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
        if (input.cursor !== undefined && !cursor)
          throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
        const [page, pending] = await Promise.all([
          ctx.read((tx) => listDevices(tx, { ...input, cursor })),
          deps.pendingOf(ctx.scope),
        ]);
        return { ...page, rows: page.rows.map((device) => withPending(device, pending)) };
      }),

    create: tenantProcedure(
      'device.create',
      rest('POST', '/tenants/{tenantId}/devices', 'Gives a user another device; the SIP secret is shown this once'),
    )
      .input(createDeviceInput)
      .output(createdDevice)
      .mutation(async ({ ctx, input }) => {
        const { device, credentials } = await ctx.audited((tx) => createDevice(deps, tx, input));
        deps.topics.changed(ctx.scope.tenantId);
        return { device: { ...device, pending: 'new' as const }, credentials };
      }),

    update: tenantProcedure('device.update', rest('PATCH', '/tenants/{tenantId}/devices/{id}', 'Changes a device'))
      .input(updateDeviceInput)
      .output(deviceView)
      .mutation(async ({ ctx, input }) => {
        const device = await ctx.audited((tx) => updateDevice(tx, input));
        return withPending(device, await deps.pendingOf(ctx.scope));
      }),

    revoke: tenantProcedure(
      'device.revoke',
      rest('POST', '/tenants/{tenantId}/devices/{id}/revoke', 'Refuses a device for good, at once'),
    )
      .input(deviceInput)
      .output(deviceView)
      .mutation(async ({ ctx, input }) => {
        const { device, tag } = await ctx.audited((tx) => revokeDevice(tx, input.id));
        deps.topics.changed(ctx.scope.tenantId);
        const effect = await deps.live.revokeDevice(tag, device.sipUsername);
        ctx.log.info({ deviceId: device.id, effect }, 'device revoked');
        return withPending(device, await deps.pendingOf(ctx.scope));
      }),

    resetSecret: tenantProcedure(
      'device.reset-secret',
      rest(
        'POST',
        '/tenants/{tenantId}/devices/{id}/reset-secret',
        'Makes a new SIP secret, shown this once; takes effect by the next apply',
      ),
    )
      .input(deviceInput)
      .output(createdDevice)
      .mutation(async ({ ctx, input }) => {
        const { device, credentials } = await ctx.audited((tx) => resetSecret(deps, tx, input.id));
        return { device: withPending(device, await deps.pendingOf(ctx.scope)), credentials };
      }),

    live: tenantProcedure(
      'device.read',
      rest('GET', '/tenants/{tenantId}/devices/live', 'Shows what Asterisk says of the devices now'),
    )
      .input(byTenant)
      .output(deviceLiveSnapshot)
      .query(({ ctx }) => deps.topics.snapshot(ctx.scope)),

    onLive: tenantProcedure('device.read')
      .input(byTenant)
      .subscription(({ ctx, signal }) => deps.topics.follow(ctx.scope, { signal })),
  });
