import { fail, ok, type BoxId, type DriftView, type Result, type TenantId } from '@synergycall/domain';
import type { PlatformScope, Tx } from '../../platform/database/index.ts';
import { renderCore } from '../callflow/index.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { fitnessOf, readAdopted } from './adopted.ts';
import { sha256, type DriftTenant, type Found } from './drift.ts';
import type { LookDeps } from './drift-look.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { lastLiveBox } from './snapshot.store.ts';
import { filesFailed } from './step-failure.ts';
import { tenantContexts } from './tenant-contexts.ts';

type Deps = Pick<LookDeps, 'boxId' | 'database' | 'files' | 'scope'>;

/** SynergyCall's own texts of what is live, by path. */
export async function ownTexts(deps: Deps, tenant: DriftTenant | null): Promise<ReadonlyMap<string, string>> {
  if (tenant) return new Map([[tenantContexts(tenant.tag).file, renderTenantFile({ tag: tenant.tag }).text]]);
  const last = await deps.database.read(deps.scope, (tx) => lastLiveBox(tx, deps.boxId));
  return new Map((last ? renderCore(last.model) : []).map(({ path, text }) => [`${DIALPLAN_FOLDER}/${path}`, text]));
}

/**
 * Keeps files as they were edited: from now on applies write that text, as long as SynergyCall's own stays what it is
 * now. SECURITY: dialplan by hand runs with Asterisk's rights; only a platform admin's scope gets here.
 */
export async function adoptFiles(
  deps: Deps,
  platform: PlatformScope,
  { tenant, named }: { readonly tenant: DriftTenant | null; readonly named: readonly Found[] },
): Promise<Result<number>> {
  const { boxId, database, files } = deps;
  if (named.length === 0) return ok(0);
  const own = await ownTexts(deps, tenant);
  // Between "taken" and "written" of an apply the list of what we wrote must not change.
  const lock = await database.boxLock.tryLock(boxId, { name: 'adopting a file', jobId: null, tenantId: null });
  if (!lock) return fail({ code: 'apply.busy', since: new Date().toISOString(), by: 'another apply' });
  try {
    const kept: { readonly path: string; readonly base: string; readonly text: string }[] = [];
    for (const { item } of named) {
      const now = await files.read(item.name);
      const base = own.get(item.name);
      if (!now.ok || now.value === undefined || base === undefined || sha256(now.value) !== item.seen)
        return fail({ code: 'drift.stale', names: [item.name] });
      if (!fitnessOf({ own: base, edited: now.value }).ok)
        return fail({ code: 'drift.not-adoptable', names: [item.name] });
      kept.push({ path: item.name, base, text: now.value });
    }
    await database.inPlatform(platform, async (tx) => {
      for (const file of kept) await keep(tx, { boxId, tenant, file });
    });
    // Who dies here has adopted files that are not known as ours: they are shown as differences, and adopted once more.
    const remembered = await files.remember(kept.map(({ path, text }) => ({ path, hash: sha256(text) })));
    if (!remembered.ok) return fail(filesFailed('writing', remembered.error));
    return ok(named.length);
  } finally {
    await lock.release();
  }
}

async function keep(
  tx: Tx<PlatformScope>,
  what: {
    readonly boxId: BoxId;
    readonly tenant: DriftTenant | null;
    readonly file: { readonly path: string; readonly base: string; readonly text: string };
  },
): Promise<void> {
  const { boxId, tenant } = what;
  const { path, base, text } = what.file;
  const [base_hash, actor_name] = [sha256(base), tx.scope.actor.name];
  // SynergyCall's own text again: nothing is left to be kept.
  if (text === base)
    await tx.db.deleteFrom('adopted_files').where('box_id', '=', boxId).where('path', '=', path).execute();
  else
    await tx.db
      .insertInto('adopted_files')
      .values({ box_id: boxId, path, base_hash, text, actor_name })
      .onConflict((conflict) =>
        conflict.columns(['box_id', 'path']).doUpdateSet({ base_hash, text, actor_name, adopted_at: new Date() }),
      )
      .execute();
  await tx.audit({
    action: 'drift.resolve-box',
    entity: { kind: 'file', id: null, name: path },
    after: { did: 'adopt', sha256: sha256(text), own: base_hash },
    tenantId: tenant?.id ?? null,
  });
}

/** Of these files the paths whose adopted edit was made on another text than SynergyCall's own one now. */
export async function isOutdated(
  deps: Deps,
  tenant: DriftTenant | null,
  named: readonly Found[],
): Promise<readonly string[]> {
  const paths = new Set(named.flatMap(({ item }) => (item.store === 'file' ? [item.name] : [])));
  if (paths.size === 0) return [];
  const adopted = await deps.database.read(deps.scope, (tx) => readAdopted(tx, deps.boxId));
  const own = await ownTexts(deps, tenant);
  return adopted.flatMap(({ path, baseHash }) =>
    paths.has(path) && baseHash !== sha256(own.get(path) ?? '') ? [path] : [],
  );
}

/** SynergyCall's own text is written again by the next apply. */
export async function dropAdopted(
  { boxId, database }: Deps,
  platform: PlatformScope,
  { paths, tenantId }: { readonly paths: readonly string[]; readonly tenantId: TenantId | null },
): Promise<void> {
  if (paths.length === 0) return;
  await database.inPlatform(platform, async (tx) => {
    await tx.db.deleteFrom('adopted_files').where('box_id', '=', boxId).where('path', 'in', paths).execute();
    for (const path of paths)
      await tx.audit({
        action: 'drift.resolve-box',
        entity: { kind: 'file', id: null, name: path },
        after: { did: 'drop the adopted edit' },
        tenantId,
      });
  });
}

/** As screens list them, by path. */
export async function listAdopted(
  { boxId, database, scope }: Pick<Deps, 'boxId' | 'database' | 'scope'>,
  tenant: DriftTenant | null,
): Promise<DriftView['adopted']> {
  const rows = await database.read(scope, ({ db }) =>
    db
      .selectFrom('adopted_files')
      .select(['path', 'actor_name', 'adopted_at'])
      .where('box_id', '=', boxId)
      // SECURITY: of one tenant, its own file only.
      .$if(tenant !== null, (query) => query.where('path', '=', tenant ? tenantContexts(tenant.tag).file : ''))
      .orderBy('path')
      .execute(),
  );
  return rows.map((row) => ({ name: row.path, by: row.actor_name, at: row.adopted_at.toISOString() }));
}

/** Gives an adoption up; what stands on the disk is known as ours, so the next apply that writes this file replaces it. */
export async function dropAdoption(deps: Deps, platform: PlatformScope, name: string): Promise<Result<void>> {
  const { boxId, database } = deps;
  const adopted = await database.read(platform, (tx) => readAdopted(tx, boxId));
  if (!adopted.some(({ path }) => path === name)) return fail({ code: 'not-found', what: 'adopted file' });
  const tenants = await database.read(platform, ({ db }) =>
    db.selectFrom('tenants').select(['id', 'tag']).where('box_id', '=', boxId).execute(),
  );
  const owner = tenants.find(({ tag }) => tenantContexts(tag).file === name);
  await dropAdopted(deps, platform, { paths: [name], tenantId: owner?.id ?? null });
  return ok(undefined);
}
