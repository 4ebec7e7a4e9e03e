import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareDialplan, parseDialplan } from '../../packages/asterisk/src/index.ts';
import {
  compilePlan,
  entryContext,
  generationFamily,
  generationsFamily,
  isOurContext,
  pointerKey,
  suspendedContext,
  tenantStateKey,
  userStateKey,
  type BoxSnapshot,
  type JobId,
  type SipUsername,
  type TenantId,
  type TenantSnapshot,
  type TenantTag,
  type UserId,
} from '../../packages/domain/src/index.ts';
import { mailboxNames } from '../../agent/src/features/apply/mailbox-rows.ts';
import { renderCore } from '../../agent/src/features/callflow/index.ts';
import { deviceRows } from '../../agent/src/features/device/index.ts';
import { renderTenantFile } from '../../agent/src/features/tenant/index.ts';
import { astdbKeys } from '../../agent/src/features/user/index.ts';
import { sql } from 'kysely';
import { must, type TestBox } from './box.ts';
import type { Secrets } from './random-changes.ts';
import { wrongNumbers } from './random-numbers.ts';

/** What PostgreSQL says of a tenant: the newest generation that is live, and what takes effect at once. */
export interface Believed {
  readonly id: TenantId;
  readonly tag: TenantTag;
  readonly live: { readonly generation: number; readonly model: TenantSnapshot; readonly job: JobId } | undefined;
  /** Generations that were live at some time. */
  readonly ever: ReadonlySet<number>;
  readonly suspended: boolean;
  readonly suspendedUsers: ReadonlySet<UserId>;
  readonly revoked: ReadonlySet<SipUsername>;
}
export interface Beliefs {
  readonly box: BoxSnapshot;
  readonly tenants: readonly Believed[];
}

const OURS = 'extensions.d/synergycall';
/** What the agent last wrote, by path; kept beside the files. */
const WRITTEN = `${OURS}/.synergycall-written.json`;
const REALM = 'asterisk';

/** Asked of PostgreSQL by plain SQL, not by the agent's own readers. */
export function beliefs({ database, platform, address }: TestBox): Promise<Beliefs> {
  return database.snapshot(platform, async ({ db }) => {
    const live = await sql<{ tenant: TenantId | null; generation: string; model: unknown; job: JobId }>`
      select distinct on (tenant_id) tenant_id as tenant, generation, model, job_id as job from apply_snapshots
      where box_id = ${address.boxId} and live_since is not null order by tenant_id, generation desc`.execute(db);
    const ever = await sql<{ tenant: TenantId | null; generation: string }>`
      select tenant_id as tenant, generation from apply_snapshots where live_since is not null`.execute(db);
    const tenants = await db
      .selectFrom('tenants')
      .select(['id', 'tag', 'status'])
      .where('box_id', '=', address.boxId)
      .orderBy('tag')
      .execute();
    // Whoever was suspended when they were deleted stays so: an earlier version with them in it may be restored.
    const suspended = await sql<{ tenant: TenantId; id: UserId }>`
      select tenant_id as tenant, id from users where status = 'suspended' or was_suspended`.execute(db);
    const revoked = await sql<{ tenant: TenantId; username: SipUsername }>`
      select tenant_id as tenant, sip_username as username from devices where revoked_at is not null`.execute(db);
    const core = live.rows.find((row) => row.tenant === null);
    if (!core) throw new Error('the core was never applied');
    return {
      box: core.model as BoxSnapshot,
      tenants: tenants.map(({ id, tag, status }) => {
        const row = live.rows.find((one) => one.tenant === id);
        return {
          id,
          tag,
          live: row && { generation: Number(row.generation), model: row.model as TenantSnapshot, job: row.job },
          ever: new Set(ever.rows.filter((one) => one.tenant === id).map((one) => Number(one.generation))),
          suspended: status === 'suspended',
          suspendedUsers: new Set(suspended.rows.filter((one) => one.tenant === id).map((one) => one.id)),
          revoked: new Set(revoked.rows.filter((one) => one.tenant === id).map((one) => one.username)),
        };
      }),
    };
  });
}

/**
 * The invariant: what Asterisk and its stores hold is the generation that PostgreSQL calls live, whole; and nothing of
 * an apply is left over. Returns what is wrong, in words; nothing: all is well. Changes nothing.
 */
export async function wrongs(box: TestBox, secrets: Secrets): Promise<string[]> {
  const believed = await beliefs(box);
  return [
    ...(await wrongTenants(box, believed, secrets)),
    ...wrongNumbers(box, believed),
    ...wrongFiles(box, believed),
    ...(await wrongDialplan(box, believed)),
    ...(await wrongRecords(box)),
    ...leftOvers(box),
  ];
}

async function wrongTenants(box: TestBox, { tenants, box: core }: Beliefs, secrets: Secrets): Promise<string[]> {
  const wrong: string[] = [];
  const all = must(await box.realtime.readAll());
  for (const tenant of tenants) {
    const { tag, live } = tenant;
    const say = (what: string): void => void wrong.push(`${tag}: ${what}`);
    const pointer = must(await box.writer.dbGet(pointerKey(tag)));
    if ((pointer ?? 'none') !== String(live?.generation ?? 'none'))
      say(`the pointer says ${pointer ?? 'none'}, PostgreSQL ${live?.generation ?? 'none'}`);
    if (must(box.astdb.get(pointerKey(tag))) !== pointer) say('the pointer on disk is another one');

    const kept = new Set(must(box.astdb.read(generationsFamily(tag))).map(({ key }) => Number(key.split('/')[0])));
    for (const generation of kept)
      if (!tenant.ever.has(generation)) say(`keys of generation ${generation}, which was never live`);
    if (live) {
      const plan = must(compilePlan(live.model, { ...core, box: { ...core.box, emergencyNumbers: [] } }));
      const meant = sorted(astdbKeys(plan, live.generation, live.job).map(({ key, value }) => `${key}=${value}`));
      const there = sorted(
        must(box.astdb.read(generationFamily(tag, live.generation))).map(({ key, value }) => `${key}=${value}`),
      );
      const off = difference(meant, there);
      if (off) say(`keys of the live generation: ${off}`);
    }

    const rows = all.filter((row) => row.id.startsWith(`${tag}-`));
    const meantRows = (live?.model.devices ?? [])
      .filter((device) => !tenant.revoked.has(device.sipUsername))
      .map((device) => {
        const context = tenant.suspendedUsers.has(device.userId) ? suspendedContext(tag) : entryContext(tag);
        const secret = secrets.get(`${device.sipUsername}:${device.secretVersion}`) ?? 'never shown';
        const md5Cred = createHash('md5').update(`${device.sipUsername}:${REALM}:${secret}`).digest('hex');
        return live && deviceRows(live.model, device, { md5Cred, realm: REALM, context });
      });
    // SECURITY: rows hold digests; what is said of them are names and a hash.
    const off = difference(sorted(meantRows.map(nameRow)), sorted(rows.map(nameRow)));
    if (off) say(`rows: ${off}`);
    const boxes = must(await box.realtime.readMailboxes(tag));
    const edited = boxes.filter(({ asWritten }) => !asWritten).map(({ name }) => name);
    const offBoxes = difference(live ? mailboxNames(live.model) : [], sorted(boxes.map(({ name }) => name)));
    if (offBoxes) say(`mailboxes: ${offBoxes}`);
    if (edited.length > 0) say(`mailboxes that are not as written: ${edited.join()}`);
    for (const row of rows.slice(0, 2)) {
      const endpoint = must(await box.writer.pjsipShowEndpoint(row.id));
      if (endpoint?.context !== row.endpoint.context)
        say(`Asterisk has ${row.id} in ${endpoint?.context ?? 'no context'}, the row says ${row.endpoint.context}`);
    }
    for (const gone of [...tenant.revoked].slice(0, 2))
      if (must(await box.writer.pjsipShowEndpoint(gone))) say(`Asterisk still knows ${gone}, which is revoked`);

    const states = [
      ...(tenant.suspended ? [tenantStateKey(tag)] : []),
      ...[...tenant.suspendedUsers].map((user) => userStateKey(tag, user)),
    ].map(({ family, key }) => `${family}/${key}`);
    const now = must(box.astdb.read(`sc/live/${tag}`)).map(({ key }) => `sc/live/${tag}/${key}`);
    const offState = difference(sorted(states), sorted(now));
    if (offState) say(`live state: ${offState}`);
  }
  return wrong;
}

/** What our folder must hold: the core and a file per tenant that is live. */
const meantFiles = ({ box, tenants }: Beliefs): Map<string, string> =>
  new Map(
    [...renderCore(box), ...tenants.filter(({ live }) => live).map(({ tag }) => renderTenantFile({ tag }))].map(
      ({ path, text }) => [`${OURS}/${path}`, text],
    ),
  );

function wrongFiles({ asterisk }: TestBox, believed: Beliefs): string[] {
  const meant = meantFiles(believed);
  const there = filesBelow(asterisk.paths.etc).filter((path) => path.startsWith(OURS) && path !== WRITTEN);
  const wrong = there
    .filter((path) => !meant.has(path) && readFileSync(join(asterisk.paths.etc, path), 'utf8') !== '')
    .map((path) => `${path} should not be there`);
  for (const [path, text] of meant) {
    if (!there.includes(path)) wrong.push(`${path} is absent`);
    else if (readFileSync(join(asterisk.paths.etc, path), 'utf8') !== text) wrong.push(`${path} is another text`);
  }
  const written = JSON.parse(readFileSync(join(asterisk.paths.etc, WRITTEN), 'utf8')) as Record<string, string>;
  const off = difference(
    [...meant].map(([path, text]) => `${path} ${hashOf(text)}`),
    Object.entries(written).map(([path, hash]) => `${path} ${hash}`),
  );
  if (off) wrong.push(`the list of what was written: ${off}`);
  return wrong;
}

/** All that is loaded of ours, against what PostgreSQL says, not against the files. */
async function wrongDialplan(box: TestBox, believed: Beliefs): Promise<string[]> {
  const contexts = [...meantFiles(believed).values()].flatMap((text) => parseDialplan(text).contexts);
  const loaded = must(await box.writer.showDialPlan());
  return compareDialplan({ contexts }, loaded, isOurContext)
    .slice(0, 3)
    .map((difference_) => `loaded dialplan: ${JSON.stringify(difference_)}`);
}

async function wrongRecords({ database, platform, address }: TestBox): Promise<string[]> {
  return database.snapshot(platform, async ({ db }) => {
    const { rows: jobs } = await sql<{ id: string; status: string; live: boolean | null }>`
      select j.id, j.status, s.live_since is not null as live from apply_jobs j
      left join apply_snapshots s on s.job_id = j.id where j.box_id = ${address.boxId}`.execute(db);
    const { rows: locks } = await sql<{ classid: string }>`
      select classid::text from pg_locks where locktype = 'advisory' and classid in (21315, 21324)
        and database = (select oid from pg_database where datname = current_database())`.execute(db);
    return [
      ...jobs
        .filter(({ status }) => !['SUCCESS', 'FAILED', 'ROLLED_BACK'].includes(status))
        .map(({ id, status }) => `job ${id} is ${status}`),
      ...jobs
        .filter(({ status, live }) => (status === 'SUCCESS') !== (live === true))
        .map(({ id, status, live }) => `job ${id} is ${status} and its snapshot ${live ? 'is' : 'is not'} live`),
      ...locks.map(({ classid }) => `an advisory lock is held: ${classid === '21315' ? 'the box' : 'live'}`),
    ];
  });
}

function leftOvers({ address }: TestBox): string[] {
  const below = (folder: string): string[] => {
    const path = join(address.state, 'apply', folder);
    return existsSync(path) ? readdirSync(path) : [];
  };
  return [
    ...below('journal').map((name) => `a journal is open: ${name}`),
    ...below('staging').map((name) => `staging is left: ${name}`),
  ];
}

/** Paths of plain files, relative, sorted; hidden ones too. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted();
}

/** What others must not notice: tenants' live keys, rows, file and loaded contexts by tag, and all files that are not ours. */
export async function pictures(box: TestBox): Promise<Map<string, string>> {
  const { tenants } = await beliefs(box);
  const rows = must(await box.realtime.readAll());
  const loaded = must(await box.writer.showDialPlan());
  const etc = box.asterisk.paths.etc;
  const seen = new Map<string, string>();
  for (const { tag } of tenants) {
    const pointer = must(await box.writer.dbGet(pointerKey(tag)));
    const file = join(etc, OURS, `tenants/${tag}.conf`);
    const picture = {
      pointer,
      keys: must(box.astdb.read(`sc/g/${tag}/${pointer ?? ''}`)),
      hints: must(box.astdb.holding('sc/did', tag)),
      rows: rows.filter((row) => row.id.startsWith(`${tag}-`)),
      mailboxes: must(await box.realtime.readMailboxes(tag)),
      file: existsSync(file) ? [readFileSync(file, 'utf8'), statSync(file).ino] : null,
      loaded: loaded.filter((line) => line.context.endsWith(`-${tag}`)),
    };
    seen.set(tag, hashOf(JSON.stringify(picture)));
  }
  for (const path of filesBelow(etc))
    if (!path.includes('/synergycall/')) seen.set(path, hashOf(readFileSync(join(etc, path), 'utf8')));
  return seen;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const sorted = (list: readonly string[]): string[] => list.toSorted();
const nameRow = (row: { readonly id: string } | undefined): string =>
  `${row?.id ?? ''} ${hashOf(JSON.stringify(row && canonical(row))).slice(0, 8)}`;
const canonical = (value: unknown): unknown =>
  value !== null && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => [key, canonical(one)]),
      )
    : value;

/** What is missing and what is too much; undefined: the same. */
function difference(meant: readonly string[], there: readonly string[]): string | undefined {
  const missing = meant.filter((one) => !there.includes(one));
  const extra = there.filter((one) => !meant.includes(one));
  if (missing.length + extra.length === 0) return undefined;
  const some = (list: readonly string[]) => list.slice(0, 3).join(', ') + (list.length > 3 ? ', …' : '');
  return `missing ${some(missing) || 'nothing'}; too much ${some(extra) || 'nothing'}`;
}
