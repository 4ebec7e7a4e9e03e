import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseDialplan } from '@synergycall/asterisk';
import { didDigits, ok, pointerKey, tenantStateKey, type JobView, type TenantTag } from '@synergycall/domain';
import type { AstdbEntry, DialplanLine } from '../../platform/ami/index.ts';
import type { RealtimeStore } from '../../platform/realtime/index.ts';
import { hintKey, HINTS, ownerOf, readHintsBy, type DidHint } from './did-hints.ts';
import { objectsIn } from './trunk-verify.ts';
import type { AsteriskSide, JobOrder, LiveFacts, LoadedTrunk, PortFailure, Records, Taken } from './ports.ts';

/** Asterisk in memory: AstDB with a disk behind it, a dialplan loaded from real files, phones read from the real store. */
export interface FakeAsterisk extends AsteriskSide {
  readonly astdb: Map<string, string>;
  /** Dies and comes back: memory is lost, files are read anew. */
  restart(): void;
  down: boolean;
  /** What the next reloads load instead of what stands in the files. */
  misload: ((text: string) => string) | undefined;
  ages: number[];
  readonly contactsDropped: string[];
}

const down: { ok: false; error: PortFailure } = { ok: false, error: { kind: 'unreachable', detail: 'AMI is down' } };
const pathOf = ({ family, key }: { family: string; key: string }): string => `${family}/${key}`;

export function fakeAsterisk(
  etc: string,
  realtime: RealtimeStore,
  from: ReadonlyMap<string, string> = new Map(),
): FakeAsterisk {
  const astdb = new Map(from);
  let disk = new Map(from);
  let loaded: DialplanLine[] = [];
  const cache = new Map<string, { context: string } | undefined>();
  const contactsDropped: string[] = [];

  const sync = (): void => void (disk = new Map(astdb));
  const load = (): void => {
    loaded = configFiles(join(etc, 'extensions.d/synergycall')).flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return parseDialplan(fake.misload ? fake.misload(text) : text).contexts.flatMap(
        ({ name, includes, extensions, hints = [] }) => [
          { context: name },
          ...includes.map((includeContext) => ({ context: name, includeContext })),
          ...extensions.flatMap(({ match, steps }) =>
            steps.map((step, index) => ({
              context: name,
              extension: match,
              priority: String(index + 1),
              application: step.application,
              appData: step.data,
              ...(step.label ? { label: step.label } : {}),
            })),
          ),
          ...hints.map(({ match, state }) => ({
            context: name,
            extension: match,
            priority: 'hint',
            application: state,
          })),
        ],
      );
    });
  };
  let trunks: LoadedTrunk[] = [];
  const loadTrunks = (): void => {
    trunks = configFiles(join(etc, 'pjsip.d/synergycall')).flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return objectsIn(fake.misload ? fake.misload(text) : text);
    });
  };
  const up = async <T>(work: () => T | Promise<T>) => (fake.down ? down : ok(await work()));
  const under = (prefix: string): AstdbEntry[] =>
    [...astdb]
      .filter(([path]) => path.startsWith(`${prefix}/`))
      .map(([path, value]) => ({ family: prefix, key: path.slice(prefix.length + 1), value }));
  const read = (path: string): string | undefined => astdb.get(path);

  const look = (keys: readonly { family: string; key: string }[]) => ok(keys.map((key) => read(pathOf(key))));
  const hintOf = (digits: string): DidHint | undefined => {
    // Nobody's own: each is judged by what it points at.
    const found = readHintsBy(look, { tag: '' as TenantTag, generation: null, digits: [digits] });
    return found.ok ? found.value[0] : undefined;
  };

  const fake: FakeAsterisk = {
    astdb,
    down: false,
    misload: undefined,
    ages: [],
    contactsDropped,
    restart: () => {
      astdb.clear();
      for (const [path, value] of disk) astdb.set(path, value);
      cache.clear();
      load();
      loadTrunks();
    },
    shell: 'asterisk',
    isLive: () => !fake.down,
    waitLive: async () => !fake.down,
    readPointer: (tag) =>
      up(() => {
        const value = read(pathOf(pointerKey(tag)));
        return value === undefined ? null : Number(value);
      }),
    setPointer: (tag, generation) =>
      up(() => {
        if (generation === null) astdb.delete(pathOf(pointerKey(tag)));
        else astdb.set(pathOf(pointerKey(tag)), String(generation));
        sync();
      }),
    putKeys: (entries) =>
      up(() => {
        for (const entry of entries) astdb.set(pathOf(entry), entry.value);
        sync();
      }),
    readGeneration: (tag, generation) => up(() => under(`sc/g/${tag}/${generation}`)),
    generations: (tag) => up(() => [...new Set(under(`sc/g/${tag}`).map((entry) => Number(entry.key.split('/')[0])))]),
    deleteGeneration: (tag, generation) =>
      up(() => {
        for (const entry of under(`sc/g/${tag}/${generation}`)) astdb.delete(pathOf(entry));
        sync();
      }),
    readHints: async (asked) => {
      return fake.down ? down : readHintsBy(look, asked);
    },
    hintedNumbers: (tag) => up(() => under(HINTS).flatMap(({ key, value }) => (value.includes(tag) ? [key] : []))),
    writeHints: (changes) =>
      up(() => {
        for (const { digits, value } of changes)
          if (value === null) astdb.delete(pathOf(hintKey(digits)));
          else astdb.set(pathOf(hintKey(digits)), value);
        sync();
      }),
    suspendedKeys: (tag) => up(() => under(`sc/live/${tag}`)),
    saidNotes: (tag) => up(() => under(`sc/said/${tag}`)),
    putLive: (entries) => up(() => entries.forEach((entry) => astdb.set(pathOf(entry), entry.value))),
    deleteLive: (keys) => up(() => keys.forEach((key) => astdb.delete(pathOf(key)))),
    reloadDialplan: () => up(load),
    reloadTrunks: () => up(loadTrunks),
    loadedTrunks: () => up(() => trunks),
    loadedDialplan: (context) =>
      up(() => (context === undefined ? loaded : loaded.filter((line) => line.context === context))),
    endpoint: (id) =>
      up(async () => {
        if (cache.has(id)) return cache.get(id);
        const rows = await realtime.read([id]);
        const row = rows.ok ? rows.value[0] : undefined;
        if (row) cache.set(id, { context: row.endpoint.context });
        return row && { context: row.endpoint.context };
      }),
    healthCall: ({ tag: asked, extension, number }) =>
      up(() => {
        const digits = number && didDigits(number);
        const hint = digits === undefined ? undefined : hintOf(digits);
        const tag = digits === undefined ? asked : hint && ownerOf(hint);
        if (!tag) return { generation: null, reason: 'unknown', resolved: [] };
        const generation = read(pathOf(pointerKey(tag)));
        const at = `sc/g/${tag}/${generation ?? ''}`;
        const report = (reason: string, resolved: string[] = []) => ({
          tag,
          generation: generation === undefined ? null : Number(generation),
          reason,
          resolved,
        });
        if (!loaded.some((line) => line.context === `sc-t-${tag}`)) return report('no-context');
        if (read(pathOf(tenantStateKey(tag))) === 'suspended') return report('tenant-suspended');
        const meta = read(`${at}/meta`);
        if (meta === undefined || Number(meta.split(';')[2]) !== under(at).length - 1) return report('no-generation');
        const held = digits === undefined ? read(`${at}/x/${extension ?? '*'}`) : read(`${at}/d/${digits}`);
        const target = held === 'default' ? read(`${at}/default`) : held;
        const user = target?.slice('user:'.length);
        if (user === undefined) return report(held === 'default' ? 'no-destination' : 'unknown');
        const members = Array.from(
          { length: Number(read(`${at}/u/${user}/n`)) },
          (_, index) => read(`${at}/u/${user}/${index + 1}`) ?? 'missing',
        );
        return members.length === 0 ? report('no-devices') : report('ring', members);
      }),
    expireCached: (ids) => up(() => ids.forEach((id) => cache.delete(id))),
    dropContacts: (ids) => up(() => void contactsDropped.push(...ids)),
    channelAges: () => up(() => fake.ages),
  };
  load();
  loadTrunks();
  return fake;
}

function configFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return configFiles(path);
    return name.endsWith('.conf') && !name.startsWith('.') ? [path] : [];
  });
}

/** PostgreSQL in memory, as far as an apply uses it. */
export interface FakeRecords extends Records {
  model: Omit<Taken, 'lastTenant' | 'lastBox' | 'lastGeneration' | 'liveTags'>;
  facts: LiveFacts;
  down: boolean;
  readonly jobs: Map<string, JobView | 'RUNNING'>;
  /** Newest live model and generation, per tenant tag or 'box'. */
  readonly live: Map<string, { generation: number; model: unknown }>;
}

export function fakeRecords(model: FakeRecords['model'], from?: FakeRecords): FakeRecords {
  const jobs = new Map(from?.jobs);
  const live = new Map(from?.live);
  const kept = new Map<string, { generation: number; model: unknown }>();
  let generation = jobs.size;
  const key = (order: JobOrder): string => order.tenant?.tag ?? 'box';
  const up = <T>(work: () => T): Promise<T> =>
    records.down
      ? Promise.reject(
          Object.assign(new Error('database down'), { failure: { code: 'database.down', detail: 'down' } }),
        )
      : Promise.resolve().then(work);
  const records: FakeRecords = {
    model,
    facts: { tenantSuspended: false, suspendedUsers: new Set(), revoked: new Set() },
    down: false,
    jobs,
    live,
    begin: (order) => up(() => void jobs.set(order.id, 'RUNNING')),
    take: (order) =>
      up(() => {
        const last = live.get(key(order));
        return {
          ...records.model,
          tenant: order.tenant ? records.model.tenant : null,
          lastTenant: order.tenant ? ((last?.model as Taken['lastTenant']) ?? null) : null,
          lastBox: order.tenant ? null : ((last?.model as Taken['lastBox']) ?? null),
          lastGeneration: last?.generation ?? null,
          liveTags: [],
        };
      }),
    nextGeneration: () => up(() => ++generation),
    keepSnapshot: (order, to, kepT) => up(() => void kept.set(order.id, { generation: to, model: kepT })),
    withLiveFacts: (_order, work) => up(() => work(records.facts)).then((result) => result),
    finish: (order, job) =>
      up(() => {
        jobs.set(order.id, job);
        const snapshot = kept.get(order.id);
        if (job.status === 'SUCCESS' && snapshot) live.set(key(order), snapshot);
      }),
  };
  return records;
}
