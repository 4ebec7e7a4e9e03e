import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  BoxId,
  BoxSnapshot,
  DeviceId,
  DidId,
  E164,
  JobId,
  JobView,
  SipUsername,
  TenantId,
  TenantSnapshot,
  TenantTag,
  TrunkId,
  TrunkSnapshot,
  UserId,
} from '@synergycall/domain';
import { Secret } from '../../platform/crypto/index.ts';
import { disk, ownedFiles, type FileOps } from '../../platform/files/index.ts';
import { journalFolder } from '../../platform/journal/index.ts';
import { sqliteRealtime, type RealtimeStore } from '../../platform/realtime/index.ts';
import { fakeAsterisk, fakeRecords, type FakeAsterisk, type FakeRecords } from './apply.fake.ts';
import type { ApplyRecord } from './journal-records.ts';
import type { JobOrder } from './ports.ts';
import { recoverAll } from './recover.ts';
import { render } from './render.ts';
import { runApply } from './runner.ts';
import { watched, type Hook } from './watched.fake.ts';
import type { RunnerDeps, Sides } from './sides.ts';

export const tag = 'a7k2' as TenantTag;
const box: BoxSnapshot = {
  version: 1,
  box: { id: 'b00000000000' as BoxId, realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const userId = (n: number) => `v0000000000${n}` as UserId;
const person = (n: number, name: string, voicemailEnabled = false) => ({
  id: userId(n),
  name,
  extension: 1000 + n,
  voicemailEnabled,
});
const phone = (n: number, secretVersion = 1) => ({
  id: `d0000000000${n}` as DeviceId,
  userId: userId(n),
  label: `Desk ${n}`,
  sipUsername: `${tag}-00000${n}` as SipUsername,
  transport: 'udp' as const,
  nat: 'auto' as const,
  codecs: ['alaw' as const],
  secretVersion,
});
const did = (n: number, to: number | null) => ({
  id: `n0000000000${n}` as DidId,
  number: `+1555010${n}` as E164,
  target: to === null ? null : { kind: 'user' as const, userId: userId(to) },
});
const trunk = (n: number, credentialsVersion: number): TrunkSnapshot => ({
  id: `t0000000000${n}` as TrunkId,
  name: `Carrier ${n}`,
  kind: 'registration',
  host: 'sip.carrier.example',
  port: null,
  transport: 'udp',
  username: `account${n}`,
  credentialsVersion,
  fromUser: null,
  fromDomain: null,
  matchAddresses: [],
  codecs: ['alaw'],
  callerId: { form: 'plus', where: 'both' },
  called: { form: 'plus' },
  inbound: { where: 'to', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
  channelLimit: null,
});
const trunkCredentials = new Map(
  [1, 2, 3].map((n) => [trunk(n, 1).id, { username: `account${n}`, password: new Secret(`carrier-secret-${n}`) }]),
);
type Model = Pick<TenantSnapshot, 'users' | 'devices' | 'dids'> & { readonly calls: number };
const tenant = ({ calls, ...model }: Model): TenantSnapshot => ({
  version: 1,
  tenant: {
    id: 't00000000000' as TenantId,
    tag,
    name: 'Acme',
    timezone: 'UTC',
    defaultDestination: { kind: 'user', userId: userId(calls) },
  },
  ...model,
});
/** The neighbour on the box: has +15550104 and +15550107, and took +15550106, which Acme’s OLD still holds. */
export const other = 'b3m4' as TenantTag;
const OTHERS_GENERATION = 90;
const OTHERS = ['15550104', '15550106', '15550107'];
/**
 * Ann stays and gets a new secret and name, Ben leaves, Cid comes, each with a mailbox. Of the numbers the first goes from Ben to Cid, the
 * second from Ann to the default, the third is given back, the fourth comes from the neighbour; the sixth was given to
 * the neighbour, who was applied since, and comes back: what is live of Acme holds it still.
 */
export const OLD = tenant({
  users: [person(1, 'Ann', true), person(2, 'Ben', true)],
  devices: [phone(1), phone(2)],
  dids: [did(1, 2), did(2, 1), did(3, 1), did(6, 2)],
  calls: 2,
});
export const NEW = tenant({
  users: [person(1, 'Ann Lee', true), person(3, 'Cid', true)],
  devices: [phone(1, 2), phone(3)],
  dids: [did(1, 3), did(2, null), did(4, 1), did(6, 3)],
  calls: 3,
});
const NUMBERS = [1, 2, 3, 4, 6, 7].map((n) => `1555010${n}`);

/** The same with trunks, so that PJSIP's files take part: the first gets a new password, the second goes, the third comes. */
const OLD_TRUNKS: TenantSnapshot = { ...OLD, trunks: [trunk(1, 1), trunk(2, 1)] };
const NEW_TRUNKS: TenantSnapshot = { ...NEW, trunks: [trunk(1, 2), trunk(3, 1)] };

export interface World {
  readonly root: string;
  readonly realtime: RealtimeStore;
  readonly asterisk: FakeAsterisk;
  readonly records: FakeRecords;
  sides(hook?: Hook): Sides;
}

/** A world that has come to rest, to start others from. */
export interface Template {
  /** With trunks. */
  readonly trunks?: boolean;
  readonly root: string;
  readonly astdb: ReadonlyMap<string, string>;
  readonly records: FakeRecords;
}

export async function world(from?: Template): Promise<World> {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'apply-'));
  if (from) cpSync(from.root, root, { recursive: true });
  const etc = join(root, 'etc');
  for (const kind of ['extensions.d', 'pjsip.d']) mkdirSync(join(etc, kind, 'synergycall'), { recursive: true });
  const realtime = sqliteRealtime({ file: join(root, 'pbx.sqlite3') });
  await realtime.ensureSchema();
  const asterisk = fakeAsterisk(etc, realtime, from?.astdb);
  const digests = (device: { sipUsername: string; id: string }) => {
    const version = records.model.tenant?.devices.find((d) => d.id === device.id)?.secretVersion ?? 0;
    return createHash('md5').update(`${device.sipUsername}:${version}`).digest('hex');
  };
  const records = fakeRecords({ box, tenant: OLD, digests, trunkCredentials }, from?.records);
  if (from) records.model = { ...records.model, tenant: from.trunks ? NEW_TRUNKS : NEW };
  const sides = (hook?: Hook): Sides => {
    const ops: FileOps = hook ? watched('disk', disk, hook) : disk;
    const plain: Sides = {
      records,
      realtime,
      asterisk,
      journals: journalFolder<ApplyRecord>(join(root, 'journal')),
      files: ownedFiles({ etc, state: join(root, 'state'), ops }),
    };
    if (!hook) return plain;
    return Object.fromEntries(
      Object.entries(plain).map(([name, store]) => [name, watched(name, store as object, hook)]),
    ) as unknown as Sides;
  };
  return { root, realtime, asterisk, records, sides };
}

let jobs = 0;
export const order = (of: TenantSnapshot | null): JobOrder => ({
  id: `j${String(++jobs).padStart(11, '0')}` as JobId,
  boxId: box.box.id,
  tenant: of && { id: of.tenant.id, tag, name: of.tenant.name },
  actor: { accountId: null, name: 'Test' },
  reason: null,
  requestedAt: new Date().toISOString(),
  overwrite: [],
});
export const deps = (sides: Sides, seen: JobView[] = []): RunnerDeps => ({
  ...sides,
  render,
  owner: { pid: 1, started: 'dead' },
  now: Date.now,
  onProgress: (job) => seen.push(job),
  patience: { restoreMs: 300, retryMs: 5 },
});
export const apply = (
  w: World,
  hook?: Hook,
  lost: AbortController['signal'] = new AbortController().signal,
): Promise<JobView> => runApply(deps(w.sides(hook)), order(OLD), lost);
export const recovery = (w: World, hook?: Hook) => recoverAll({ ...deps(w.sides(hook)), isAtWork: () => false });

function treeOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}
/** Who has each number as a call would find it, and what the one's live generation says of it. */
export function callsTo({ asterisk }: Pick<World, 'asterisk'>): Record<string, string> {
  const read = (path: string): string | undefined => asterisk.astdb.get(path);
  return Object.fromEntries(
    NUMBERS.map((digits) => {
      const places = (read(`sc/did/${digits}`) ?? '')
        .split(',')
        .map((owner) => [owner, read(`sc/g/${owner}/${read(`sc/ptr/${owner}`)}/d/${digits}`)] as const);
      const [owner, target] = places.find(([, held]) => held !== undefined) ?? ['nobody', undefined];
      const toDefault = target === 'default' && read(`sc/g/${owner}/${read(`sc/ptr/${owner}`)}/default`);
      return [digits, `${owner} ${target ?? ''} ${toDefault || ''}`];
    }),
  );
}

/** All that calls can see: pointer, the generation it points at (by content), rows, files and what Asterisk loaded. */
export async function live(w: World) {
  const pointer = w.asterisk.astdb.get(`sc/ptr/${tag}`);
  const keys = [...w.asterisk.astdb]
    .filter(([path]) => pointer !== undefined && path.startsWith(`sc/g/${tag}/${pointer}/`) && !path.endsWith('/meta'))
    .map(([path, value]) => `${path.split('/').slice(4).join('/')}=${value}`)
    .toSorted();
  const rows = await w.realtime.readAll(tag);
  const loaded = await w.asterisk.loadedDialplan();
  const trunks = await w.asterisk.loadedTrunks();
  const auths = await w.realtime.readTrunkAuths();
  const boxes = await w.realtime.readMailboxes(tag);
  return {
    pointed: pointer !== undefined,
    keys,
    rows: rows.ok && rows.value,
    files: treeOf(join(w.root, 'etc')),
    loaded,
    trunks: trunks.ok && trunks.value,
    auths: auths.ok && auths.value.map(({ id, username }) => `${id} ${username}`),
    mailboxes: boxes.ok && boxes.value.map(({ name }) => name),
    numbers: callsTo(w),
  };
}

/** The core, then the old model of the tenant, both live; the new one is pending. */
export async function withOld(v: World, { trunks = false } = {}): Promise<void> {
  const core = await runApply(deps(v.sides()), order(null), new AbortController().signal);
  v.records.model = { ...v.records.model, tenant: trunks ? OLD_TRUNKS : OLD };
  const old = await apply(v);
  for (const [path, value] of [
    [`sc/ptr/${other}`, String(OTHERS_GENERATION)],
    ...OTHERS.map((digits) => [`sc/g/${other}/${OTHERS_GENERATION}/d/${digits}`, 'user:x0000000000']),
    ...OTHERS.map((digits) => [`sc/did/${digits}`, digits.endsWith('6') ? `${other},${tag}` : other]),
  ])
    v.asterisk.astdb.set(path ?? '', value ?? '');
  await v.asterisk.writeHints([]);
  if (core.status !== 'SUCCESS' || old.status !== 'SUCCESS') throw new Error(JSON.stringify([core.error, old.error]));
  v.records.model = { ...v.records.model, tenant: trunks ? NEW_TRUNKS : NEW };
}

export const discard = async (v: World): Promise<void> => {
  await v.realtime.close();
  // An apply collects old folders after its end, which nobody waits for.
  rmSync(v.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
};
