import type { CreatedUser } from '@synergycall/domain';
import { LOCATION_SAMPLES } from './location-samples.ts';
import { SPENDING_SAMPLES } from './spending-samples.ts';
import { MAIL_SAMPLES } from './mail-samples.ts';
import { PROMPT_SAMPLES } from './prompt-samples.ts';
import { QUEUE_SAMPLES } from './queue-samples.ts';
import type { At, Sample } from './sample.ts';
import { PASSWORD, untilIdle } from './scene.ts';

let serial = 0;
const inTenant = ({ tenantId }: At) => ({ tenantId });
const nothing = () => ({});
const fresh = (at: At): Promise<CreatedUser> =>
  at.admin.user.create.mutate({ tenantId: at.tenantId as never, name: `Person ${(serial += 1)}` });
const freshUser = async (at: At) => {
  const { user } = await fresh(at);
  return { tenantId: at.tenantId, id: user.id, revision: user.revision };
};
const freshDevice = async (at: At) => {
  const { device } = await fresh(at);
  return { tenantId: at.tenantId, id: device?.id, revision: device?.revision };
};
const withoutRevision = async (made: Promise<{ tenantId: string; id: string | undefined }>) => {
  const { tenantId, id } = await made;
  return { tenantId, id };
};
const freshNumber = () => `+4930${String((serial += 1)).padStart(7, '0')}`;
/** A number of the inventory, or a tenant's, as it is then. */
const freshDid = async ({ admin }: At, tenantId?: string) => {
  const did = await admin.did.create.mutate({ number: freshNumber() as never });
  if (tenantId === undefined) return did;
  await admin.did.allocate.mutate({ ids: [did.id], to: tenantId as never });
  return admin.did.get.query({ tenantId: tenantId as never, id: did.id });
};
const lookedAt = async ({ admin }: At) => {
  const file = { format: 'csv' as const, text: `number,label\n${freshNumber()},Sales` };
  return { ...file, mark: (await admin.did.previewImport.mutate(file)).mark };
};
const tenantOf = (at: At) => at.admin.tenant.get.query({ tenantId: at.tenantId as never });
/** The first generation that was live of the tenant. */
const oldest = async (at: At): Promise<number> => {
  const { rows } = await at.admin.history.generations.query({ tenantId: at.tenantId as never, limit: 200 });
  return rows.at(-1)?.generation ?? 1;
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const farFreeze = () => ({ kind: 'once' as const, from: inDays(100), until: inDays(101) });
/** An apply of the tenant that waits for tomorrow. */
const planned = (at: At) =>
  at.admin.applies.start.mutate({ tenantId: at.tenantId as never, schedule: { mode: 'at', at: inDays(1) } });
const boxIsIdle = async ({ admin }: At, answer: unknown) => {
  const { id } = answer as { id: string };
  for (let turn = 0; turn < 500; turn += 1) {
    const { status } = await admin.applies.boxJob.query({ id: id as never });
    if (status !== 'PENDING' && status !== 'RUNNING') return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`apply ${id} does not end`);
};
/** A person who was renamed since, and whom the first version gives their name back. */
const renamedSince = async (at: At) => {
  const { tenantId, userId, admin } = at;
  const generation = await oldest(at);
  const { user } = await admin.user.get.query({ tenantId: tenantId as never, id: userId as never });
  await admin.user.update.mutate({
    tenantId: tenantId as never,
    id: userId as never,
    revision: user.revision,
    name: `Ann ${(serial += 1)}`,
  });
  const objects = [{ kind: 'user' as const, id: userId }];
  const { mark } = await admin.history.restorePlan.query({ tenantId: tenantId as never, generation, objects });
  return { ...inTenant(at), generation, objects, mark };
};
const oldestOfBox = async ({ admin }: At): Promise<number> => {
  const { rows } = await admin.history.boxGenerations.query({ limit: 200 });
  return rows.at(-1)?.generation ?? 1;
};
const boxChangedSince = async (at: At) => {
  const { revision } = await at.admin.box.get.query();
  await at.admin.box.update.mutate({ revision, emergencyEndpoint: `carrier-${(serial += 1)}` });
  const generation = await oldestOfBox(at);
  const { mark } = await at.admin.history.boxRestorePlan.query({ generation });
  return { generation, mark };
};
const inbound = {
  where: 'to' as const,
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  bare: 'e164' as const,
};
/** A trunk to nowhere, switched off. */
const trunk = () => ({
  name: `Carrier ${(serial += 1)}`,
  host: 'sip.carrier.example',
  inbound,
  enabled: false,
  username: 'account',
  secret: 'not-for-anybody',
});
const freshTrunk = async ({ admin, tenantId }: At) => {
  const { id, revision } = await admin.trunk.create.mutate({ tenantId: tenantId as never, ...trunk() });
  return { id, revision };
};
const freshTestCall = async (at: At) => {
  const { id } = await freshTrunk(at);
  const call = { tenantId: at.tenantId as never, id, number: '+14155550199' as never };
  return { id, testCallId: (await at.admin.trunk.testCall.mutate(call)).id };
};
/** A schedule in which nothing is set. */
const schedule = () => ({
  name: `Opening hours ${(serial += 1)}`,
  settings: { kind: 'schedule' as const, week: Array.from({ length: 7 }, () => []), holidays: [] },
});
const freshFlow = ({ admin, tenantId }: At) => admin.flow.create.mutate({ tenantId: tenantId as never, ...schedule() });
const rules = (trunks: readonly string[]) => [
  { name: 'Premium', match: { by: 'prefix' as const, prefix: '+491900' }, act: { does: 'deny' as const } },
  ...(trunks.length === 0
    ? []
    : [{ name: 'Germany', match: { by: 'any' as const }, act: { does: 'allow' as const, trunks: trunks as never } }]),
];
const freshPolicy = async (at: At) => {
  const wish = { tenantId: at.tenantId as never, name: `Policy ${(serial += 1)}`, rules: rules([]) };
  const { id, revision } = await at.admin.policy.create.mutate(wish);
  return { ...inTenant(at), id, revision };
};
const job = ({ tenantId, jobId }: At) => ({ tenantId, id: jobId });

/** Nothing differs here, so nothing that was seen is there any more. */
const UNSEEN = [{ key: 'file:extensions.d/synergycall/none.conf', seen: 'nothing' }];

export const SAMPLES: Readonly<Record<string, Sample>> = {
  'auth.status': { input: nothing },
  'auth.bootstrap': {
    input: () => ({ code: 'AAAA-BBBB-CCCC', name: 'Eve', email: 'eve@example.com', password: PASSWORD }),
    failsWith: 'auth.bootstrap-closed',
  },
  'auth.signIn': { input: ({ email }) => ({ email, password: PASSWORD }) },
  'auth.signOut': { input: nothing, spendsSession: true },
  'auth.me': { input: nothing },
  'auth.changePassword': { input: () => ({ current: PASSWORD, next: PASSWORD }), spendsSession: true },
  'account.list': { input: inTenant },
  'account.create': {
    input: (at) => ({
      ...inTenant(at),
      name: 'Somebody',
      email: `p${(serial += 1)}@example.com`,
      password: PASSWORD,
      role: 'support',
    }),
  },
  'tenant.list': { input: nothing },
  'tenant.get': { input: inTenant },
  'tenant.create': { input: () => ({ name: `Company ${(serial += 1)}` }) },
  'tenant.update': {
    input: async (at) => ({
      ...inTenant(at),
      revision: (await tenantOf(at)).revision,
      quarantineDays: (serial += 1) % 99,
    }),
  },
  'tenant.suspend': {
    input: inTenant,
    after: (at) => at.admin.tenant.restore.mutate({ tenantId: at.tenantId as never }),
  },
  'tenant.restore': { input: inTenant },
  'user.list': { input: (at) => ({ ...inTenant(at), search: 'ann', sort: 'name', descending: true, limit: 5 }) },
  'user.get': { input: (at) => ({ ...inTenant(at), id: at.userId }) },
  'user.nextExtension': { input: inTenant },
  'user.create': { input: (at) => ({ ...inTenant(at), name: `Person ${(serial += 1)}` }) },
  'user.update': { input: async (at) => ({ ...(await freshUser(at)), name: 'Renamed' }) },
  'user.suspend': { input: (at) => withoutRevision(freshUser(at)) },
  'user.restore': { input: (at) => withoutRevision(freshUser(at)) },
  'user.delete': { input: freshUser },
  'voicemail.setPin': { input: async (at) => ({ ...(await withoutRevision(freshUser(at))), pin: '4711' }) },
  'user.references': { input: (at) => ({ ...inTenant(at), id: at.userId }) },
  'did.list': { input: (at) => ({ ...inTenant(at), search: '4930', sort: 'label', limit: 5 }) },
  'did.get': { input: async (at) => ({ ...inTenant(at), id: (await freshDid(at, at.tenantId)).id }) },
  'did.assign': {
    input: async (at) => {
      const { id, revision } = await freshDid(at, at.tenantId);
      return { ...inTenant(at), id, revision, target: { kind: 'user', userId: at.userId } };
    },
  },
  'did.assignMany': {
    input: async (at) => ({ ...inTenant(at), ids: [(await freshDid(at, at.tenantId)).id], target: null }),
  },
  'did.update': {
    input: async (at) => {
      const { id, revision } = await freshDid(at, at.tenantId);
      return { ...inTenant(at), id, revision, label: 'Sales' };
    },
  },
  'did.return': { input: async (at) => ({ ...inTenant(at), ids: [(await freshDid(at, at.tenantId)).id] }) },
  'did.inventory': { input: () => ({ status: 'free', provider: '', sort: 'created', descending: true, limit: 5 }) },
  'did.create': { input: () => ({ number: freshNumber(), label: 'Sales', portInOn: '2027-01-31' }) },
  'did.change': {
    input: async (at) => {
      const { id, revision } = await freshDid(at);
      return { id, revision, note: 'ordered' };
    },
  },
  'did.remove': { input: async (at) => ({ ids: [(await freshDid(at)).id] }) },
  'did.allocate': { input: async (at) => ({ ids: [(await freshDid(at)).id], to: at.tenantId }) },
  'did.deallocate': { input: async (at) => ({ ids: [(await freshDid(at, at.tenantId)).id] }) },
  'did.previewImport': { input: () => ({ format: 'csv', text: `number\n${freshNumber()}` }) },
  'did.import': { input: lookedAt },
  'did.listImports': { input: nothing },
  'did.undoImport': {
    input: async (at) => ({ id: (await at.admin.did.import.mutate((await lookedAt(at)) as never)).importId }),
  },
  'did.export': { input: () => ({ format: 'json' }) },
  'device.list': { input: (at) => ({ ...inTenant(at), userId: at.userId }) },
  'device.create': {
    input: async (at) => ({ ...inTenant(at), userId: (await fresh(at)).user.id, label: 'Soft phone' }),
  },
  'device.update': { input: async (at) => ({ ...(await freshDevice(at)), label: 'Laptop' }) },
  'device.revoke': { input: (at) => withoutRevision(freshDevice(at)) },
  'device.resetSecret': { input: (at) => withoutRevision(freshDevice(at)) },
  'device.live': { input: inTenant },
  'device.onLive': { input: inTenant },
  'self.profile': { input: nothing },
  'self.devices': { input: nothing },
  'self.handling': { input: nothing },
  'self.updateHandling': { input: () => ({ ringSeconds: 5 + ((serial += 1) % 100) }) },
  'self.live': { input: nothing },
  'self.setVoicemailPin': { input: () => ({ pin: '0815' }) },
  'self.onLive': { input: nothing },
  'audit.list': { input: (at) => ({ ...inTenant(at), limit: 200 }) },
  'trace.explain': { input: (at) => ({ ...inTenant(at), dialled: '1001' }) },
  'trace.reaches': { input: (at) => ({ ...inTenant(at), userId: at.userId }) },
  'flow.list': { input: (at) => ({ ...inTenant(at), kind: 'ring_group', search: 'sales', limit: 5 }) },
  'flow.get': { input: async (at) => ({ ...inTenant(at), id: (await freshFlow(at)).id }) },
  'flow.references': { input: async (at) => ({ ...inTenant(at), id: (await freshFlow(at)).id }) },
  'flow.create': {
    input: (at) => ({
      ...inTenant(at),
      name: `Sales ${(serial += 1)}`,
      settings: { kind: 'ring_group', members: [{ userId: at.userId, delaySeconds: 5 }] },
      exits: { noanswer: { kind: 'external', number: '+493012345678' } },
    }),
  },
  'flow.update': {
    input: async (at) => {
      const { id, revision } = await freshFlow(at);
      return { ...inTenant(at), id, revision, exits: { open: { kind: 'user', userId: at.userId } } };
    },
  },
  'flow.delete': {
    input: async (at) => {
      const { id, revision } = await freshFlow(at);
      return { ...inTenant(at), id, revision, leadTo: null };
    },
  },
  'flow.override': { input: async (at) => ({ ...inTenant(at), id: (await freshFlow(at)).id, override: 'closed' }) },
  'handling.get': { input: (at) => ({ ...inTenant(at), userId: at.userId }) },
  'handling.onChange': { input: (at) => ({ ...inTenant(at), userId: at.userId }) },
  'handling.update': {
    input: async (at) => ({
      ...inTenant(at),
      userId: (await fresh(at)).user.id,
      dnd: true,
      forwards: { busy: { kind: 'user', userId: at.userId }, away: { kind: 'hangup' } },
    }),
  },
  ...PROMPT_SAMPLES,
  ...QUEUE_SAMPLES,
  'trunk.list': { input: inTenant },
  'trunk.create': { input: (at) => ({ ...inTenant(at), ...trunk() }) },
  'trunk.update': {
    input: async (at) => ({ ...inTenant(at), ...(await freshTrunk(at)), name: `Renamed ${(serial += 1)}` }),
  },
  'trunk.delete': { input: async (at) => ({ ...inTenant(at), id: (await freshTrunk(at)).id }) },
  'trunk.live': { input: inTenant },
  'trunk.testCall': {
    input: async (at) => ({ ...inTenant(at), id: (await freshTrunk(at)).id, number: '+14155550199' }),
  },
  'trunk.testCallState': { input: async (at) => ({ ...inTenant(at), ...(await freshTestCall(at)) }) },
  'trunk.testCallAny': { input: async (at) => ({ id: (await freshTrunk(at)).id, number: '+14155550199' }) },
  'trunk.testCallAnyState': { input: freshTestCall },
  'trunk.listAll': { input: nothing },
  'trunk.createAny': { input: () => ({ ...trunk(), inTenant: null, kind: 'registration' }) },
  'trunk.updateAny': { input: async (at) => ({ ...(await freshTrunk(at)), channelLimit: (serial += 1) }) },
  'trunk.deleteAny': { input: async (at) => ({ id: (await freshTrunk(at)).id }) },
  'trunk.liveAll': { input: nothing },
  'policy.list': { input: (at) => ({ ...inTenant(at), search: 'policy', limit: 5 }) },
  'policy.get': { input: (at) => withoutRevision(freshPolicy(at)) },
  'policy.create': {
    input: async (at) => ({
      ...inTenant(at),
      name: `Policy ${(serial += 1)}`,
      rules: rules([(await freshTrunk(at)).id]),
    }),
  },
  'policy.duplicate': {
    input: async (at) => ({ ...(await withoutRevision(freshPolicy(at))), name: `Policy ${(serial += 1)}` }),
  },
  'policy.update': { input: async (at) => ({ ...(await freshPolicy(at)), rules: [] }) },
  'policy.delete': { input: (at) => withoutRevision(freshPolicy(at)) },
  'policy.settings': { input: inTenant },
  'policy.updateSettings': {
    input: async (at) => ({
      ...inTenant(at),
      revision: (await tenantOf(at)).revision,
      callsPerMinute: 1 + ((serial += 1) % 99),
    }),
  },
  ...LOCATION_SAMPLES,
  ...MAIL_SAMPLES,
  ...SPENDING_SAMPLES,
  'alert.list': { input: (at) => ({ ...inTenant(at), limit: 5 }) },
  'emergency.list': { input: (at) => ({ ...inTenant(at), limit: 5 }) },
  'emergency.onChange': { input: inTenant },
  'applies.pending': { input: inTenant },
  'applies.preview': { input: inTenant },
  'applies.start': {
    input: async (at) => (await fresh(at), { ...inTenant(at), reason: 'contract' }),
    after: (at, answer) => untilIdle(at.admin, (answer as { id: string }).id, at.tenantId),
  },
  'applies.job': { input: job },
  'applies.jobs': { input: (at) => ({ ...inTenant(at), limit: 5 }) },
  'applies.onJob': { input: job },
  'applies.cancel': { input: async (at) => ({ ...inTenant(at), id: (await planned(at)).id }) },
  'applies.boxPending': { input: nothing },
  'applies.summary': { input: nothing },
  'applies.startBox': { input: nothing, after: boxIsIdle },
  'applies.startAll': {
    input: async (at) => (await fresh(at), { reason: 'contract' }),
    after: async (at, answer) => {
      for (const { id } of (answer as { jobs: { id: string }[] }).jobs) await boxIsIdle(at, { id });
    },
  },
  'applies.allJobs': { input: () => ({ limit: 5, statuses: ['SUCCESS'], search: 'contract' }) },
  'applies.boxJob': { input: ({ jobId }) => ({ id: jobId }) },
  'applies.onBoxJob': { input: ({ jobId }) => ({ id: jobId }) },
  'applies.cancelBox': { input: async (at) => ({ id: (await planned(at)).id }) },
  'freeze.list': { input: inTenant },
  'freeze.add': {
    input: (at) => ({ ...inTenant(at), window: farFreeze(), reason: 'Year end' }),
    after: (at, answer) =>
      at.admin.freeze.remove.mutate({ tenantId: at.tenantId as never, id: (answer as { id: string }).id }),
  },
  'freeze.remove': {
    input: async (at) => {
      const wish = { tenantId: at.tenantId as never, window: farFreeze(), reason: 'Holidays' };
      return { ...inTenant(at), id: (await at.admin.freeze.add.mutate(wish)).id };
    },
  },
  'history.generations': { input: (at) => ({ ...inTenant(at), limit: 5 }) },
  'history.restorePlan': { input: async (at) => ({ ...inTenant(at), generation: await oldest(at) }) },
  'history.restore': { input: renamedSince },
  'history.restoreAllPlan': { input: () => ({ at: new Date().toISOString() }) },
  // Before anything was live: nobody's model moves under the other calls.
  'history.restoreAll': { input: () => ({ at: '2020-01-01T00:00:00Z' }) },
  'history.boxGenerations': { input: () => ({ limit: 5 }) },
  'history.boxCompare': { input: async (at) => ({ from: await oldestOfBox(at), to: 'model' }) },
  'history.boxRestorePlan': { input: async (at) => ({ generation: await oldestOfBox(at) }) },
  'history.boxRestore': { input: boxChangedSince },
  'history.compare': { input: async (at) => ({ ...inTenant(at), from: await oldest(at), to: 'model' }) },
  'drift.get': { input: (at) => ({ ...inTenant(at), now: true }) },
  'drift.box': { input: () => ({ now: true }) },
  'drift.reapply': { input: (at) => ({ ...inTenant(at), items: UNSEEN }), failsWith: 'drift.stale' },
  'drift.reapplyBox': { input: () => ({ items: UNSEEN }), failsWith: 'drift.stale' },
  'drift.adopt': { input: (at) => ({ ...inTenant(at), items: UNSEEN }), failsWith: 'drift.stale' },
  'drift.adoptBox': { input: () => ({ items: UNSEEN }), failsWith: 'drift.stale' },
  'drift.dropAdoption': { input: () => ({ name: 'extensions.d/synergycall/none.conf' }), failsWith: 'not-found' },
  'box.get': { input: nothing },
  'box.update': {
    input: async ({ admin }) => ({ revision: (await admin.box.get.query()).revision, name: 'Head office' }),
  },
  'health.get': { input: nothing },
  'diagnostics.doctor': { input: nothing },
};
