import { fail, mailboxesOf, ok, voicemailContext, type Result, type TenantSnapshot } from '@synergycall/domain';
import {
  mailboxText,
  type MailboxRow,
  type RealtimeFailure,
  type RealtimeStore,
} from '../../platform/realtime/index.ts';
import { cannot, difference, type DriftObject, type Found } from './drift.ts';

/** The mailboxes that a model calls for, and those of the model before it, by name (`<id>@vm-<tag>`). */
export interface MailboxChange {
  readonly meant: readonly string[];
  readonly last: readonly string[];
}
export const mailboxNames = (model: TenantSnapshot): string[] =>
  mailboxesOf(model).map((id) => `${id}@${voicemailContext(model.tenant.tag)}`);

export interface MailboxRows {
  readonly put: readonly string[];
  /** Those of `put` that were not there. */
  readonly added: readonly string[];
  /** To be removed once no generation sends calls there. */
  readonly unused: readonly string[];
}

/**
 * What has to happen to a tenant's rows. A row that is there and says otherwise is written over, and needs no
 * before-image, for every row says the same. Rows that SynergyCall never wrote are drift, and left.
 */
export async function mailboxRowsOf(
  realtime: Pick<RealtimeStore, 'readMailboxes'>,
  tag: string,
  { meant, last }: MailboxChange,
): Promise<Result<MailboxRows, RealtimeFailure>> {
  const there = await realtime.readMailboxes(tag);
  if (!there.ok) return fail(there.error);
  const now = new Map(there.value.map((row) => [row.name, row]));
  const wanted = new Set(meant);
  const put = meant.filter((name) => !now.get(name)?.asWritten);
  return ok({
    put,
    added: put.filter((name) => !now.has(name)),
    unused: last.filter((name) => now.has(name) && !wanted.has(name)),
  });
}

/** Brings back rows that were applied and have vanished; what somebody made something else of is named and left alone. */
export async function restoreMailboxes(
  realtime: Pick<RealtimeStore, 'readMailboxes' | 'writeMailboxes'>,
  model: TenantSnapshot,
): Promise<{ readonly restored: readonly string[]; readonly differ: readonly string[] } | 'unreachable'> {
  const there = await realtime.readMailboxes(model.tenant.tag);
  if (!there.ok) return 'unreachable';
  const now = new Map(there.value.map((row) => [row.name, row]));
  const restored = mailboxNames(model).filter((name) => !now.has(name));
  if (restored.length > 0 && !(await realtime.writeMailboxes({ put: restored })).ok) return 'unreachable';
  return { restored, differ: there.value.flatMap(({ name, asWritten }) => (asWritten ? [] : [name])) };
}

/** Compares a tenant's rows with what was applied; what the model says by now is no difference. Pure. */
export function lookAtMailboxes(
  there: readonly MailboxRow[],
  applied: TenantSnapshot | null,
  model: TenantSnapshot | undefined,
): Found[] {
  const now = new Map(there.map((row) => [row.name, row]));
  const meant = new Set(applied ? mailboxNames(applied) : []);
  const next = new Set(model ? mailboxNames(model) : meant);
  const item = (name: string): Found => ({
    item: difference({
      store: 'realtime',
      name,
      object: whose(applied, name),
      meant: meant.has(name) ? mailboxText(name) : null,
      live: now.get(name)?.text ?? null,
      adopt: cannot('not-in-the-model'),
    }),
  });
  const missing = [...meant].filter((name) => !now.has(name) && next.has(name));
  const odd = there.filter(({ name, asWritten }) => !asWritten || (!meant.has(name) && !next.has(name)));
  return [...missing, ...odd.map(({ name }) => name)].map(item);
}

function whose(model: TenantSnapshot | null, name: string): DriftObject {
  const id = name.slice(0, 12);
  const user = model?.users.find((one) => one.id === id);
  if (user) return { kind: 'user', id: user.id, name: `${user.name} ${user.extension}` };
  const flow = model?.flows?.find((one) => one.id === id);
  return flow ? { kind: 'flow', id: flow.id, name: flow.name } : null;
}
