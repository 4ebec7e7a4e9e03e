import { fail, ok, peopleOf, type Result, type TenantSnapshot } from '@synergycall/domain';
import type {
  QueueRow,
  QueueRowName,
  QueueRowThere,
  RealtimeFailure,
  RealtimeStore,
} from '../../platform/realtime/index.ts';
import { agentOf, queueNames, queueRows } from '../callflow/index.ts';
import { cannot, difference, type DriftObject, type Found } from './drift.ts';

/** A tenant's queues as they should be, and as they were last applied. `etc` is known to who writes them. */
export interface QueueModels {
  readonly meant: TenantSnapshot;
  readonly last: TenantSnapshot | null;
}

/** What has to happen to the rows of queues, their agents and their music. */
export interface QueueRowChange {
  readonly put: readonly QueueRow[];
  /** Those of `put` that were not there. */
  readonly added: readonly QueueRowName[];
  /** The others of `put` as they were. */
  readonly before: readonly QueueRow[];
  /** To be removed once no generation sends calls there. */
  readonly unused: readonly QueueRowName[];
}

const nameOf = ({ table, key }: QueueRowName): string => `${table} ${key}`;
const byName = <T extends QueueRowName>(rows: readonly T[]) => new Map(rows.map((row) => [nameOf(row), row]));
const isSame = (a: QueueRow, b: QueueRow): boolean => sayQueueRow(a) === sayQueueRow(b);
const bare = ({ table, key, values }: QueueRow): QueueRow => ({ table, key, values });

/**
 * PJSIP (22.10.1) follows whether a phone is there only of those that it knew when it was last loaded: a newer one is
 * unavailable to app_queue for ever, although it rings. So where an agent has a phone that none had before, PJSIP is
 * reloaded once. Without queues nothing ever is for a phone.
 */
export function hasNewAgentPhones(meant: TenantSnapshot, last: TenantSnapshot | null): boolean {
  const before = new Set(last ? agentPhones(last) : []);
  return agentPhones(meant).some((name) => !before.has(name));
}

function agentPhones({ flows = [], devices }: TenantSnapshot): string[] {
  const agents = new Set(flows.flatMap(({ settings }) => (settings.kind === 'queue' ? peopleOf(settings) : [])));
  return devices.filter(({ userId }) => agents.has(userId)).map(({ sipUsername }) => sipUsername);
}

/** Rows that SynergyCall never wrote are drift, and left. Pure. */
export function queueRowChange(
  there: readonly QueueRowThere[],
  meant: readonly QueueRow[],
  last: readonly QueueRow[],
): QueueRowChange {
  const now = byName(there);
  const wanted = byName(meant);
  const put = meant.filter((row) => {
    const old = now.get(nameOf(row));
    return !old || !isSame(old, row);
  });
  return {
    put,
    added: put.filter((row) => !now.has(nameOf(row))).map(({ table, key }) => ({ table, key })),
    before: put.flatMap((row) => {
      const old = now.get(nameOf(row));
      return old ? [bare(old)] : [];
    }),
    unused: last
      .filter((row) => now.has(nameOf(row)) && !wanted.has(nameOf(row)))
      .map(({ table, key }) => ({ table, key })),
  };
}

/** The same, of what is there now. */
export async function queueRowsOf(
  realtime: Pick<RealtimeStore, 'readQueueRows'>,
  etc: string,
  { meant, last }: QueueModels,
): Promise<Result<QueueRowChange, RealtimeFailure>> {
  const models = last ? [meant, last] : [meant];
  const names = queueNames(models);
  if (names.queues.length === 0) return ok({ put: [], added: [], before: [], unused: [] });
  const there = await realtime.readQueueRows(names);
  if (!there.ok) return fail(there.error);
  return ok(queueRowChange(there.value, queueRows(meant, etc), last ? queueRows(last, etc) : []));
}

/**
 * Takes back what an apply did: changed rows get their before-images, added ones go. Whether agents are logged in is no
 * part of an image, so it stays as it is by now. Can be repeated.
 */
export const undoQueueRows = (
  realtime: Pick<RealtimeStore, 'writeQueueRows'>,
  { before, added }: Pick<QueueRowChange, 'before' | 'added'>,
): ReturnType<RealtimeStore['writeQueueRows']> => realtime.writeQueueRows({ put: before, remove: added });

/** Brings back rows that were applied and have vanished; what somebody made something else of is named and left alone. */
export async function restoreQueues(
  realtime: Pick<RealtimeStore, 'readQueueRows' | 'writeQueueRows'>,
  model: TenantSnapshot,
  { etc, loggedOut }: { readonly etc: string; readonly loggedOut: ReadonlySet<string> },
): Promise<{ readonly restored: readonly string[]; readonly differ: readonly string[] } | 'unreachable'> {
  const rows = await queueRowsOf(realtime, etc, { meant: model, last: null });
  if (!rows.ok) return 'unreachable';
  const { put, added, before } = rows.value;
  const missing = new Set(added.map(nameOf));
  const back = put.filter((row) => missing.has(nameOf(row)));
  if (
    back.length > 0 &&
    !(
      await realtime.writeQueueRows({
        put: back,
        loggedOut: new Set(back.map(({ key }) => key).filter((key) => loggedOut.has(agentOf(key)))),
      })
    ).ok
  )
    return 'unreachable';
  return { restored: back.map(nameOf), differ: before.map(nameOf) };
}

/** Compares a tenant's rows with what was applied; what the model says by now is no difference. Pure. */
export function lookAtQueues(
  there: readonly QueueRowThere[],
  models: { readonly applied: TenantSnapshot | null; readonly model: TenantSnapshot | undefined },
  etc: string,
): Found[] {
  const { applied, model } = models;
  const now = byName(there);
  const meant = byName(applied ? queueRows(applied, etc) : []);
  const next = model ? byName(queueRows(model, etc)) : meant;
  const found = [...new Set([...meant.keys(), ...now.keys()])].filter((name) => {
    const [live, was, will] = [now.get(name), meant.get(name), next.get(name)];
    if (!live) return was !== undefined && will !== undefined;
    return !(was && isSame(live, was)) && !(will && isSame(live, will));
  });
  return found.toSorted().map((name) => {
    const live = now.get(name);
    const was = meant.get(name);
    return {
      item: difference({
        store: 'realtime',
        name,
        object: whose(applied ?? model ?? null, name),
        meant: was ? sayQueueRow(was) : null,
        live: live ? sayQueueRow(live) : null,
        adopt: cannot('not-in-the-model'),
      }),
    };
  });
}

function whose(model: TenantSnapshot | null, name: string): DriftObject {
  const [, key = ''] = name.split(' ');
  const id = name.startsWith('queues ') ? key.slice(2) : key.slice(0, 12);
  const flow = model?.flows?.find((one) => one.id === id);
  return flow ? { kind: 'flow', id: flow.id, name: flow.name } : null;
}

/** The row of a difference, by the name that it has there. */
export function queueRowNamed(name: string): QueueRowName | undefined {
  const [, table, key = ''] = /^(queues|queue_members|musiconhold|musiconhold_entry) (\S+)$/.exec(name) ?? [];
  return table === undefined ? undefined : { table: table as QueueRowName['table'], key };
}

/** A row to be shown: what it says, column by column. */
export const sayQueueRow = ({ table, values }: QueueRow): string =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([column, value]) => `${table}.${column} = ${value}`)
    .join('\n');
