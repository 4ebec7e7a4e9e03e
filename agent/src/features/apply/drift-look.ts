import { isOurContext, trunkContext, type BoxSnapshot, type TenantSnapshot } from '@synergycall/domain';
import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformScope, ReadTx } from '../../platform/database/index.ts';
import type { DeviceRows } from '../../platform/realtime/index.ts';
import { renderCore } from '../callflow/index.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { readAdopted, type AdoptedFile } from './adopted.ts';
import type { ApplyDeps } from './deps.ts';
import { cannot, inBoth, sha256, type DriftStore, type DriftTenant, type Found, type Look } from './drift.ts';
import { lookAtDialplan } from './drift-dialplan.ts';
import { lookAtFile, type MeantFile } from './drift-files.ts';
import { lookAtKeys, readKeys, type KeysLook } from './drift-keys.ts';
import { fingerprint, readMark, type QuietMemory } from './drift-memory.ts';
import { isSame, lookAtRows } from './drift-rows.ts';
import type { LiveState } from './live.ts';
import { openDigest, readSecrets, rowsAsApplied } from './missing-rows.ts';
import { lookAtMailboxes } from './mailbox-rows.ts';
import { lookAtQueues } from './queue-rows.ts';
import { queueNames } from '../callflow/index.ts';
import type { LiveFacts } from './ports.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { lastLiveBox, lastLiveTenant, readBox, readLiveFacts, readTenant, type LastLive } from './snapshot.store.ts';
import { tenantContexts } from './tenant-contexts.ts';
import { hasTrunkFile, isTrunkFile, trunkFiles } from './trunk-files.ts';

export interface LookDeps extends Pick<
  ApplyDeps,
  'boxId' | 'database' | 'keyring' | 'realtime' | 'asterisk' | 'files' | 'journals'
> {
  readonly live: Pick<LiveState, 'owed'>;
  readonly scope: PlatformScope;
  /** What was found quiet, to spare the next look; absent: each look begins anew. */
  readonly quiet?: QuietMemory;
}

/** Long enough for a live act that is under way to reach Asterisk. */
const SETTLE_MS = 500;
const MOST_LOOKS = 3;

/**
 * One look at a tenant's part of every store, or (null) at what all tenants share. Takes no lock that anyone waits for:
 * what meets an apply is thrown away. undefined: an apply is at work, or has still to be recovered.
 */
export async function lookFor(deps: LookDeps, tenant: DriftTenant | null): Promise<Look | undefined> {
  const look = (): Promise<Look> => (tenant ? lookAtTenant(deps, tenant) : lookAtBox(deps));
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const before = await markOf(deps);
    if (before === undefined) return undefined;
    const first = await look();
    let found = first;
    if (first.found.length > 0) {
      await sleep(SETTLE_MS);
      found = inBoth(first, await look());
    }
    if ((await markOf(deps)) === before) return found;
  }
  return undefined;
}

/** Another one: something became live meanwhile. undefined: an apply is at work. */
async function markOf({ database, boxId, journals, scope }: LookDeps): Promise<string | undefined> {
  const holder = await database.boxLock.holder(boxId);
  if (holder?.jobId || (await journals.open()).length > 0) return undefined;
  return database.read(scope, async ({ db }) => {
    // Every apply that goes beyond its first step draws from it.
    const { rows } = await sql<{ last: string }>`select last_value as last from apply_generation`.execute(db);
    return String(rows[0]?.last);
  });
}

interface TenantTruth {
  readonly last: LastLive<TenantSnapshot> | undefined;
  /** The model as it is now: what it says already is no drift. */
  readonly model: TenantSnapshot | undefined;
  readonly box: BoxSnapshot;
  readonly facts: LiveFacts;
  readonly secrets: Awaited<ReturnType<typeof readSecrets>>;
  readonly adopted: readonly AdoptedFile[];
  readonly known: ReadonlySet<number>;
}

const readTruth = (deps: LookDeps, { id }: DriftTenant): Promise<TenantTruth> =>
  deps.database.snapshot(deps.scope, async (tx) => ({
    last: await lastLiveTenant(tx, id),
    model: await readTenant(tx, id),
    box: await readBox(tx, deps.boxId),
    facts: await readLiveFacts(tx, id),
    secrets: await readSecrets(tx, id),
    adopted: await readAdopted(tx, deps.boxId),
    known: await readGenerations(tx, id),
  }));

const namesOfQueues = ({ last, model }: TenantTruth) =>
  queueNames([last?.model, model].filter((one) => one !== undefined));

async function readGenerations({ db }: Pick<ReadTx<PlatformScope>, 'db'>, tenantId: DriftTenant['id']) {
  const rows = await db
    .selectFrom('apply_snapshots')
    .select('generation')
    .where('tenant_id', '=', tenantId)
    .where('live_since', 'is not', null)
    .execute();
  return new Set(rows.map((row) => Number(row.generation)));
}

async function lookAtTenant(deps: LookDeps, tenant: DriftTenant): Promise<Look> {
  const { asterisk, files, realtime, quiet } = deps;
  const liveOwed = deps.live.owed.has(tenant.tag);
  const mark = await readMark(deps, tenant.id);
  const before = quiet?.get(tenant.id);
  const known = before?.mark === mark && !liveOwed ? before : undefined;
  quiet?.delete(tenant.id);
  let read: Promise<TenantTruth> | undefined;
  const truth = (): Promise<TenantTruth> => (read ??= readTruth(deps, tenant));
  const unknown: DriftStore[] = [];
  const found: Found[] = [];
  const object = { kind: 'tenant' as const, id: tenant.id, name: tenant.name };

  const { file, names } = tenantContexts(tenant.tag);
  const own = renderTenantFile({ tag: tenant.tag }).text;
  const meant =
    known && (known.meant === undefined || known.meant.own === own)
      ? known.meant
      : (await truth()).last && meantFile({ path: file, own }, (await truth()).adopted);
  const looked = await lookAtFile(files, { path: file, meant, object });
  if (!looked.ok) unknown.push('file');
  else if (looked.value.found) found.push(looked.value.found);

  // Who has no such file is spared the reading of the model.
  const last = known && !(await hasTrunkFile(files, tenant.tag)) ? undefined : (await truth()).last;
  for (const trunkFile of trunkFiles(last?.model ?? null, null)) {
    const at = { path: trunkFile.path, own: trunkFile.text };
    const seen = await lookAtFile(files, { path: at.path, meant: meantFile(at, []), object });
    if (!seen.ok) unknown.push('file');
    else if (seen.value.found) found.push({ item: { ...seen.value.found.item, adopt: cannot('not-in-the-model') } });
  }

  const there = await realtime.readAll(tenant.tag);
  const partial = await realtime.readPartial(tenant.tag);
  const boxes = await realtime.readMailboxes(tenant.tag);
  // Who looked quietly before knows which queues there were.
  const queueNamesKnown = known?.queues ?? namesOfQueues(await truth());
  const queues = await realtime.readQueueRows(queueNamesKnown);
  const rows =
    there.ok && partial.ok && boxes.ok && queues.ok
      ? fingerprint([there.value, partial.value, boxes.value, queues.value.map(({ paused: _live, ...row }) => row)])
      : null;
  const moved: Found[] = [];
  if (!there.ok || !partial.ok || !boxes.ok || !queues.ok) unknown.push('realtime');
  else if (rows !== known?.rows) {
    const is = await truth();
    moved.push(
      ...rowsOf(deps, is, { there: there.value, partial: partial.value, liveOwed }),
      ...lookAtMailboxes(boxes.value, is.last?.model ?? null, is.model),
      ...lookAtQueues(queues.value, { applied: is.last?.model ?? null, model: is.model }, files.etc),
    );
  }

  const generation = known ? known.generation : ((await truth()).last?.generation ?? null);
  const entries = asterisk.isLive() ? await readKeys(asterisk, tenant.tag, generation) : undefined;
  const keys = entries?.ok ? fingerprint(entries.value) : null;
  if (!entries?.ok) unknown.push('astdb');
  else if (keys !== known?.keys) moved.push(...lookAtKeys(entries.value, keysLook(await truth(), tenant, liveOwed)));
  found.push(...moved);
  if (rows !== null && keys !== null && moved.length === 0 && !liveOwed)
    quiet?.set(tenant.id, { mark, generation, meant, rows, keys, queues: queueNamesKnown });

  const ours = new Set([...names, `sc-in-${tenant.tag}`, `sc-no-${tenant.tag}`]);
  const loaded = [];
  for (const name of ours) {
    const lines = asterisk.isLive() ? await asterisk.loadedDialplan(name) : undefined;
    if (lines?.ok) loaded.push(...lines.value);
    else if (!unknown.includes('dialplan')) unknown.push('dialplan');
  }
  if (!unknown.includes('dialplan') && looked.ok)
    found.push(
      ...lookAtDialplan({
        meant: meant ? [meant.text] : [],
        disk: looked.value.disk === undefined ? [] : [looked.value.disk],
        loaded,
        ours: (context) => ours.has(context),
        object,
      }),
    );
  return { found, unknown };
}

const keysLook = ({ last, box, facts, known }: TenantTruth, tenant: DriftTenant, liveOwed: boolean): KeysLook => ({
  tenant,
  applied: last ? { model: last.model, generation: last.generation, jobId: last.jobId } : null,
  box,
  facts,
  known,
  liveOwed,
});

function rowsOf(
  { keyring }: LookDeps,
  { last, model, box, facts, secrets }: TenantTruth,
  rows: { readonly there: readonly DeviceRows[]; readonly partial: readonly string[]; readonly liveOwed: boolean },
): readonly Found[] {
  const { realm } = box.box;
  const asOf = (snapshot: TenantSnapshot): ReturnType<typeof rowsAsApplied> =>
    rowsAsApplied({
      model: snapshot,
      facts,
      there: rows.there,
      digestOf: (device) => {
        const secret = secrets.get(device.id);
        if (!secret) return null;
        return secret.secret_version === device.secretVersion ? openDigest(secret, { keyring, realm }) : undefined;
      },
      realm,
    });
  const applied = last ? asOf(last.model) : { meant: [], left: [] };
  const found = lookAtRows({ ...rows, ...applied, applied: last?.model ?? null });
  if (found.length === 0 || !model) return found;
  // What the model says by now is already as the next apply will have it.
  const next = new Map(asOf(model).meant.map((row) => [row.id, row]));
  const now = new Map(rows.there.map((row) => [row.id, row]));
  return found.filter(({ item }) => {
    const [want, is] = [next.get(item.name), now.get(item.name)];
    return want && is
      ? !isSame(is, want, rows.liveOwed)
      : Boolean(want) || Boolean(is) || rows.partial.includes(item.name);
  });
}

async function lookAtBox(deps: LookDeps): Promise<Look> {
  const { asterisk, files } = deps;
  const { last, adopted, tags } = await deps.database.snapshot(deps.scope, async (tx) => ({
    last: await lastLiveBox(tx, deps.boxId),
    adopted: await readAdopted(tx, deps.boxId),
    tags: await tx.db.selectFrom('tenants').select('tag').where('box_id', '=', deps.boxId).execute(),
  }));
  const object = { kind: 'box' as const, id: deps.boxId, name: 'Box' };
  const unknown: DriftStore[] = [];
  const found: Found[] = [];
  const meant = new Map(
    (last ? coreFiles(last.model) : []).map(({ path, text }) => {
      const file = meantFile({ path, own: text }, adopted);
      return [file.path, file] as const;
    }),
  );
  const tenants = new Set(tags.map(({ tag }) => tenantContexts(tag).file));
  const listed = await files.list(DIALPLAN_FOLDER);
  const disk: string[] = [];
  for (const path of new Set([...meant.keys(), ...(listed.ok ? listed.value : [])])) {
    // A tenant's own are looked at with it.
    if (tenants.has(path) || (path.startsWith(`${DIALPLAN_FOLDER}/trunks/`) && !meant.has(path))) continue;
    const looked = await lookAtFile(files, { path, meant: meant.get(path), object });
    if (!looked.ok) unknown.push('file');
    else {
      if (looked.value.found) found.push(looked.value.found);
      if (looked.value.disk !== undefined && path.endsWith('.conf')) disk.push(looked.value.disk);
    }
  }
  if (!listed.ok) unknown.push('file');

  const known = new Set<string>(tags.map(({ tag }) => tag));
  const trunks = new Set((last?.model.trunks ?? []).map(({ id }) => trunkContext(id)));
  const loaded = asterisk.isLive() ? await asterisk.loadedDialplan() : undefined;
  if (!loaded?.ok) unknown.push('dialplan');
  else
    found.push(
      ...lookAtDialplan({
        meant: [...meant.values()].flatMap((file) => (isTrunkFile(file) ? [] : [file.text])),
        disk,
        loaded: loaded.value,
        ours: (context) =>
          isOurContext(context) &&
          !known.has(tenantOf(context) ?? '') &&
          (!context.startsWith('sc-trunk-') || trunks.has(context)),
        object,
      }),
    );
  return { found, unknown: [...new Set(unknown)] };
}

const coreFiles = (model: BoxSnapshot): readonly { path: string; text: string }[] => [
  ...renderCore(model).map(({ path, text }) => ({ path: `${DIALPLAN_FOLDER}/${path}`, text })),
  ...trunkFiles(model, null),
];

/** The tag in the name of one of a tenant's contexts. */
const tenantOf = (context: string): string | undefined => /^sc-(?:t|in|off|no)-([0-9a-z]{4})$/.exec(context)?.[1];

function meantFile({ path, own }: { path: string; own: string }, adopted: readonly AdoptedFile[]): MeantFile {
  const edit = adopted.find((one) => one.path === path);
  const outdated = edit !== undefined && edit.baseHash !== sha256(own);
  return { path, own, outdated, text: edit && !outdated ? edit.text : own };
}
