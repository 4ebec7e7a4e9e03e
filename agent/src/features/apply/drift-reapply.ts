import { fail, ok, type Failure, type JobView, type Result } from '@synergycall/domain';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { CORE_FILES } from '../callflow/index.ts';
import { dropAdopted, isOutdated } from './adopt-file.ts';
import type { ApplyService } from './apply.service.ts';
import { freezeOfBox } from './box.ts';
import { sha256, type DriftTenant, type Found } from './drift.ts';
import type { LookDeps } from './drift-look.ts';
import type { DriftWatch } from './drift-watch.ts';
import { readFreeze } from './freeze.store.ts';
import type { LiveState } from './live.ts';
import type { Overwrite } from './ports.ts';
import { queueRowNamed } from './queue-rows.ts';
import { reconcileGeneration } from './reconcile.ts';
import { lockLive } from './records.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { frozen } from './start.ts';
import { tenantContexts } from './tenant-contexts.ts';

export interface ResolveDeps extends LookDeps {
  readonly service: Pick<ApplyService, 'start' | 'startBox' | 'readPending'>;
  readonly watch: Pick<DriftWatch, 'look'>;
  readonly live: Pick<LiveState, 'owed' | 'settle'>;
  /** For tests. */
  readonly clock?: () => number;
}

/** Whose differences, and which of them, as they were seen. */
export interface Resolve {
  readonly tenant: DriftTenant | null;
  readonly items: readonly { readonly key: string; readonly seen: string }[];
  readonly reason: string | null;
  /** SECURITY: the actor is a platform admin, and may do what concerns the box. */
  readonly platform: PlatformScope | undefined;
}

/** Looks anew: the differences that were named, if each is still what was seen. */
export async function namedStill(
  deps: Pick<ResolveDeps, 'watch' | 'database' | 'boxId'>,
  { tenant, items }: Pick<Resolve, 'tenant' | 'items'>,
): Promise<Result<readonly Found[]>> {
  const look = await deps.watch.look(tenant);
  if (!look) return fail(await busy(deps));
  const now = new Map(look.found.map((found) => [found.item.key, found]));
  const stale = items.filter(({ key, seen }) => now.get(key)?.item.seen !== seen);
  if (stale.length > 0)
    return fail({ code: 'drift.stale', names: stale.map(({ key }) => key.slice(key.indexOf(':') + 1)) });
  return ok([...new Set(items.map(({ key }) => key))].flatMap((key) => now.get(key) ?? []));
}

/**
 * Makes live what was applied: an apply that may overwrite exactly the hand edits that were named, and before it the
 * removal of named things that are nobody's. Rows and keys are written anew by every apply.
 */
export async function reapply(
  deps: ResolveDeps,
  scope: TenantScope | PlatformScope,
  wish: Resolve,
): Promise<Result<JobView>> {
  const { tenant, reason, platform } = wish;
  const named = await namedStill(deps, wish);
  if (!named.ok) return named;
  // Before anything is removed for an apply that may not begin.
  const now = (deps.clock ?? Date.now)();
  const freeze = tenant
    ? await deps.database.read(scope, (tx) => readFreeze(tx, tenant.id, now))
    : await freezeOfBox({ ...deps, system: deps.scope }, now);
  if (freeze) return fail(frozen(freeze));
  const outdated = await isOutdated(deps, tenant, named.value);
  // SECURITY: what a platform admin adopted is not a tenant's to drop.
  if (outdated.length > 0 && !platform) return fail({ code: 'access.denied', action: 'drift.resolve-box' });
  await record(deps, scope, { ...wish, named: named.value });
  if (platform) await dropAdopted(deps, platform, { paths: outdated, tenantId: tenant?.id ?? null });
  const removed = await removeForeign(deps, tenant, named.value);
  if (!removed.ok) return removed;
  if (tenant && named.value.some(({ item }) => item.store === 'astdb')) {
    const put = await putKeysRight(deps, tenant);
    if (!put.ok) return put;
  }
  const options = { reason, overwrite: await overwritten(deps, tenant, named.value), evenIfNothingPending: true };
  return scope.kind === 'tenant' ? deps.service.start(scope, options) : deps.service.startBox(scope, options);
}

/** The hand edits that may go; and where only what is loaded differs, a file of ours as it stands, so that it is read again. */
async function overwritten(
  { files }: Pick<ResolveDeps, 'files'>,
  tenant: DriftTenant | null,
  named: readonly Found[],
): Promise<readonly Overwrite[]> {
  const edits = named.flatMap(({ item }): Overwrite[] =>
    item.store === 'file' && item.found !== 'foreign' ? [{ path: item.name, hash: item.seen }] : [],
  );
  const reads = named.some(
    ({ item }) => item.store === 'dialplan' || (item.store === 'file' && item.found === 'foreign'),
  );
  if (!reads || edits.length > 0) return edits;
  const path = tenant ? tenantContexts(tenant.tag).file : `${DIALPLAN_FOLDER}/${CORE_FILES.internal}`;
  const now = await files.read(path);
  return now.ok && now.value !== undefined ? [{ path, hash: sha256(now.value) }] : [];
}

/** Each can be repeated; what an apply writes over, or a live act settles, is left to them. */
async function removeForeign(
  deps: ResolveDeps,
  tenant: DriftTenant | null,
  named: readonly Found[],
): Promise<Result<void>> {
  const foreign = named.map(({ item }) => item).filter(({ found }) => found === 'foreign');
  for (const { name, seen } of foreign.filter(({ store }) => store === 'file')) {
    const now = await deps.files.read(name);
    // A link, a folder, a name that is none of ours: not for us to touch.
    if (!now.ok) return fail(stuck(name, now.error.code));
    if (sha256(now.value ?? '') !== seen) return fail({ code: 'drift.stale', names: [name] });
    // Its text is kept beside the back-ups.
    const gone = await deps.files.restore({ path: name, oldHash: null, newHash: '', backup: null });
    if (!gone.ok) return fail(stuck(name, gone.error.code));
  }
  if (!tenant) return ok(undefined);
  // What is left of a missing row in one or two of the three tables stands in the way of the whole one.
  const rows = named.flatMap(({ item }) => (item.store === 'realtime' && item.found !== 'changed' ? [item.name] : []));
  if (rows.length > 0) {
    const gone = await removeRows(deps, rows);
    if (!gone.ok) return gone;
  }
  const generations = new RegExp(`^sc/g/${tenant.tag}/(\\d+)$`);
  for (const { name } of foreign.filter(({ store }) => store === 'astdb')) {
    const generation = generations.exec(name)?.[1];
    if (generation === undefined) continue;
    const gone = await deps.asterisk.deleteGeneration(tenant.tag, Number(generation));
    if (!gone.ok) return fail({ code: 'apply.asterisk-unreachable', detail: gone.error.detail });
  }
  return ok(undefined);
}

/**
 * Pointer, keys and live state, before the apply: it verifies by a call through them, and what it goes back to when it
 * fails is what the pointer says at its start.
 */
async function putKeysRight(deps: ResolveDeps, tenant: DriftTenant): Promise<Result<void>> {
  const { database, boxId, live } = deps;
  const lock = await database.boxLock.tryLock(boxId, { name: 'reconciliation', jobId: null, tenantId: null });
  if (!lock) return fail(await busy(deps));
  try {
    const repaired = await reconcileGeneration(deps, tenant);
    const settled = await live.settle(tenant.tag);
    if (repaired !== 'unreachable' && settled === 'live') return ok(undefined);
    return fail({ code: 'apply.asterisk-unreachable', detail: 'AstDB could not be written' });
  } finally {
    await lock.release();
  }
}

async function busy({ database, boxId }: Pick<ResolveDeps, 'database' | 'boxId'>): Promise<Failure> {
  const holder = await database.boxLock.holder(boxId);
  return { code: 'apply.busy', since: (holder?.since ?? new Date()).toISOString(), by: holder?.name ?? 'the agent' };
}

/** Of phones, of mailboxes (`<id>@vm-<tag>`), and of queues (`<table> <key>`). */
function removeRows(deps: ResolveDeps, ids: readonly string[]): Promise<Result<void>> {
  const { database, realtime, asterisk, boxId, scope } = deps;
  return database.inPlatform(scope, async (tx): Promise<Result<void>> => {
    await lockLive(tx, boxId);
    const queues = ids.flatMap((id) => queueRowNamed(id) ?? []);
    const boxes = ids.filter((id) => id.includes('@'));
    const phones = ids.filter((id) => !id.includes('@') && !id.includes(' '));
    const left = queues.length > 0 ? await realtime.writeQueueRows({ remove: queues }) : ok(undefined);
    if (!left.ok) return fail({ code: 'realtime.down', detail: left.error.code });
    const emptied = boxes.length > 0 ? await realtime.writeMailboxes({ remove: boxes }) : ok(undefined);
    if (!emptied.ok) return fail({ code: 'realtime.down', detail: emptied.error.code });
    if (phones.length === 0) return ok(undefined);
    const deleted = await realtime.transact({ delete: phones });
    if (!deleted.ok) return fail({ code: 'realtime.down', detail: deleted.error.code });
    for (const forget of [asterisk.expireCached, asterisk.dropContacts]) {
      const done = await forget(phones);
      if (!done.ok) return fail({ code: 'apply.asterisk-unreachable', detail: done.error.detail });
    }
    return ok(undefined);
  });
}

const stuck = (object: string, detail: string): Failure => ({
  code: 'apply.step-failed',
  step: 'write',
  object,
  detail,
  remedy: 'Let the agent’s user write there, or remove it by hand; then look again.',
});

/** Before anything is removed or begun; names only, never a text. */
async function record(
  { database, boxId }: Pick<ResolveDeps, 'database' | 'boxId'>,
  scope: TenantScope | PlatformScope,
  { tenant, reason, named }: Resolve & { readonly named: readonly Found[] },
): Promise<void> {
  const entry = {
    action: tenant ? 'drift.resolve' : 'drift.resolve-box',
    entity: { kind: tenant ? 'tenant' : 'box', id: tenant?.id ?? boxId, name: tenant?.name ?? null },
    after: { did: 'reapply', reason, items: named.map(({ item }) => `${item.store} ${item.name} ${item.found}`) },
  };
  if (scope.kind === 'tenant') await database.inTenant(scope, (tx) => tx.audit(entry));
  else await database.inPlatform(scope, (tx) => tx.audit({ ...entry, tenantId: null }));
}
