import { fail, ok } from '@synergycall/domain';
import { TABLES } from './columns.ts';
import { mailboxes } from './mailboxes.ts';
import { columnsOf, invalidValue, PARTS, TABLE_OF, toDevice, toStored, type Part } from './rows.ts';
import { missingColumns, schemaSql } from './schema.ts';
import { queues } from './queues.ts';
import type { SqlDriver, SqlSession } from './sql.ts';
import { trunkAuths } from './trunk-auths.ts';
import type {
  BeforeImages,
  DeviceRows,
  DeviceUpdate,
  RealtimeChange,
  RealtimeKind,
  RealtimeResult,
  RealtimeStore,
} from './types.ts';

/** Values per statement stay far below SQLite's 32,766. */
const ROWS_PER_INSERT = 200;
const IDS_PER_STATEMENT = 500;

/** The one implementation over both databases. */
export function realtimeStore(driver: SqlDriver): RealtimeStore {
  return {
    kind: driver.kind,
    ...trunkAuths(driver),
    ...mailboxes(driver),
    ...queues(driver),
    async ensureSchema() {
      const there = await driver.existing();
      if (!there.ok) return there;
      const missing = missingColumns(there.value);
      if (missing.length > 0) return fail({ code: 'realtime.schema-mismatch', store: driver.kind, missing });
      const absent = TABLES.map((table) => table.name).filter((name) => !there.value.has(name));
      if (absent.length === 0) return ok({ created: [] });
      const created = await driver.createTables(schemaSql(driver.kind));
      return created.ok ? ok({ created: absent }) : created;
    },
    readAll: (tag) =>
      driver.snapshot(async (session) => {
        // A range rather than LIKE, in which `_` and `%` of a tag would be wild; `.` is the character after `-`.
        const where = tag === undefined ? '' : ' WHERE e.id >= ? AND e.id < ?';
        const rows = await session.all(
          `${SELECT_DEVICES}${where} ORDER BY e.id`,
          tag === undefined ? [] : [`${tag}-`, `${tag}.`],
        );
        return ok(rows.map((row) => toDevice(driver.kind, row)));
      }),
    readPartial: (tag) =>
      driver.snapshot(async (session) => {
        const tables = new Map<string, number>();
        for (const part of PARTS) {
          const rows = await session.all(`SELECT id FROM ${TABLE_OF[part]} WHERE id >= ? AND id < ?`, [
            `${tag}-`,
            `${tag}.`,
          ]);
          for (const row of rows) tables.set(String(row['id']), (tables.get(String(row['id'])) ?? 0) + 1);
        }
        return ok([...tables].flatMap(([id, count]) => (count === PARTS.length ? [] : [id])).toSorted());
      }),
    read: (ids) => driver.snapshot(async (session) => ok(await readDevices(driver, session, ids))),
    transact: (change) => transact(driver, change),
    setContext: async (ids, context) => {
      if (!/^[A-Za-z0-9_-]{1,79}$/.test(context)) {
        return fail({
          code: 'realtime.invalid-value',
          store: driver.kind,
          id: ids[0] ?? '',
          column: 'context',
          problem: 'characters',
        });
      }
      return driver.transaction(async (session) => {
        const before: { id: string; context: string }[] = [];
        for (const some of chunks([...new Set(ids)], IDS_PER_STATEMENT)) {
          const rows = await session.all(
            `SELECT id, context FROM ps_endpoints WHERE id IN (${marks(some)})${driver.forUpdate}`,
            some,
          );
          before.push(...rows.map((row) => ({ id: String(row['id']), context: String(row['context'] ?? '') })));
          await session.run(`UPDATE ps_endpoints SET context = ? WHERE id IN (${marks(some)})`, [context, ...some]);
        }
        return ok(before);
      });
    },
    async ping() {
      const start = performance.now();
      const pong = await driver.ping();
      return pong.ok ? ok({ ms: performance.now() - start }) : pong;
    },
    close: () => driver.close(),
  };
}

async function transact(driver: SqlDriver, change: RealtimeChange): Promise<RealtimeResult<BeforeImages>> {
  const { insert = [], update = [], delete: remove = [] } = change;
  for (const device of [...insert, ...update]) {
    const invalid = invalidValue(driver.kind, device);
    if (invalid) return fail(invalid);
  }
  const duplicate = firstDuplicate(insert.map((device) => device.id));
  if (duplicate !== undefined) return fail({ code: 'realtime.id-taken', store: driver.kind, id: duplicate });

  const done = await driver.transaction<BeforeImages>(async (session) => {
    const updated = await lockDevices(
      driver,
      session,
      update.map((device) => device.id),
    );
    const found = new Set(updated.map((device) => device.id));
    const gone = update.map((device) => device.id).filter((id) => !found.has(id));
    if (gone.length > 0) return fail({ code: 'realtime.gone', store: driver.kind, ids: gone });

    const deleted = await lockDevices(driver, session, remove);
    // Deletes first: a device may be replaced by one of the same id within one change.
    for (const ids of chunks(remove, IDS_PER_STATEMENT)) {
      for (const part of PARTS) await session.run(`DELETE FROM ${TABLE_OF[part]} WHERE id IN (${marks(ids)})`, ids);
    }
    const taken = await firstTaken(
      session,
      insert.map((device) => device.id),
    );
    if (taken !== undefined) return fail({ code: 'realtime.id-taken', store: driver.kind, id: taken });

    for (const devices of chunks(insert, ROWS_PER_INSERT)) {
      for (const part of PARTS) await insertRows(session, { kind: driver.kind, part, devices });
    }
    for (const device of update) await updateRows(session, driver.kind, device);
    return ok({ inserted: insert.map((device) => device.id), updated, deleted });
  });
  // MariaDB found the duplicate itself (another agent was faster): look which one it is.
  if (done.ok || done.error.code !== 'realtime.id-taken' || done.error.id !== '') return done;
  return driver.snapshot(async (session) => {
    const id =
      (await firstTaken(
        session,
        insert.map((device) => device.id),
      )) ??
      insert[0]?.id ??
      '';
    return fail({ code: 'realtime.id-taken', store: driver.kind, id });
  });
}

const SELECT_DEVICES = `SELECT ${PARTS.flatMap((part) => columnsOf(part).map((column) => `${part[0] === 'e' ? 'e' : part === 'auth' ? 'a' : 'r'}.\`${column}\` AS ${part}_${column}`)).join(', ')}
  FROM ps_endpoints e JOIN ps_auths a ON a.id = e.id JOIN ps_aors r ON r.id = e.id`;

const readDevices = (driver: SqlDriver, session: SqlSession, ids: readonly string[]) =>
  select(session, ids, { kind: driver.kind, suffix: '' });
/** Reads the before-images, and keeps other writers away from them until the end of the transaction. */
const lockDevices = (driver: SqlDriver, session: SqlSession, ids: readonly string[]) =>
  select(session, ids, { kind: driver.kind, suffix: driver.forUpdate });

async function select(
  session: SqlSession,
  ids: readonly string[],
  how: { kind: RealtimeKind; suffix: string },
): Promise<readonly DeviceRows[]> {
  const devices: DeviceRows[] = [];
  for (const some of chunks([...new Set(ids)].sort(), IDS_PER_STATEMENT)) {
    const rows = await session.all(`${SELECT_DEVICES} WHERE e.id IN (${marks(some)}) ORDER BY e.id${how.suffix}`, some);
    devices.push(...rows.map((row) => toDevice(how.kind, row)));
  }
  return devices;
}

/** An id counts as taken when any of the three tables holds it: an incomplete device is somebody's too. */
async function firstTaken(session: SqlSession, ids: readonly string[]): Promise<string | undefined> {
  for (const some of chunks(ids, IDS_PER_STATEMENT)) {
    for (const part of PARTS) {
      const [row] = await session.all(`SELECT id FROM ${TABLE_OF[part]} WHERE id IN (${marks(some)}) LIMIT 1`, some);
      if (row) return String(row['id']);
    }
  }
  return undefined;
}

async function insertRows(
  session: SqlSession,
  { kind, part, devices }: { kind: RealtimeKind; part: Part; devices: readonly DeviceRows[] },
): Promise<void> {
  const columns = columnsOf(part);
  const row = `(${marks(columns)})`;
  const values = devices.flatMap((device) => {
    const fields: Readonly<Record<string, string | number | null>> = { ...device[part] };
    return columns.map((column) => toStored(kind, fields[column]));
  });
  const names = columns.map((column) => `\`${column}\``).join(', ');
  await session.run(`INSERT INTO ${TABLE_OF[part]} (${names}) VALUES ${devices.map(() => row).join(', ')}`, values);
}

async function updateRows(session: SqlSession, kind: RealtimeKind, device: DeviceUpdate): Promise<void> {
  for (const part of PARTS) {
    const entries = Object.entries(device[part] ?? {}).filter(
      ([column, value]) => column !== 'id' && value !== undefined,
    );
    if (entries.length === 0) continue;
    const assignments = entries.map(([column]) => `\`${column}\` = ?`).join(', ');
    await session.run(`UPDATE ${TABLE_OF[part]} SET ${assignments} WHERE id = ?`, [
      ...entries.map(([, value]) => toStored(kind, value)),
      device.id,
    ]);
  }
}

const marks = (items: readonly unknown[]): string => items.map(() => '?').join(', ');

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function firstDuplicate(ids: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
}
