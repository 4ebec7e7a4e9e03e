import {
  e164,
  fail,
  flowId,
  ok,
  userId,
  type FlowId,
  type Forward,
  type ForwardEvent,
  type Result,
  type TenantId,
  type TenantTag,
  type UserId,
} from '@synergycall/domain';
import type { AppDatabase, PlatformScope, TenantTx } from '../../platform/database/index.ts';
import type { AstdbEntry } from '../../platform/astdb/index.ts';
import { mintTenantScope } from '../../rpc/index.ts';
import { overrideFlow } from '../callflow/index.ts';
import { setAgent } from '../queue/index.ts';
import { isChangedSince, lockNumbers, markChanged, type LiveSubject } from '../tenant/index.ts';
import { findUser } from '../user/index.ts';
import { findHandling, saveForward, saveSettings } from './handling.store.ts';
import { record } from './handling.service.ts';

/*
 * What phones said by feature codes (decision 0013). The core has written the live key already, and a note that no other
 * overwrites: `sc/said/<tag>/u/<user>` / `<what>.<epoch>.<digits of the call>` = the value, or `off`; of a schedule
 * `sc/said/<tag>/f/<flow>` / `hours.…` = `<open, closed or off>:<user>`; of a queue `queue.…` = `<flow>:<in or out>`.
 */

interface Note {
  readonly by: UserId;
  readonly at: number;
  readonly serial: string;
  readonly says:
    | { readonly what: 'dnd'; readonly on: boolean }
    | { readonly what: ForwardEvent; readonly to: string }
    | { readonly what: 'queue'; readonly flow: FlowId; readonly loggedIn: boolean }
    | { readonly what: 'hours'; readonly flow: FlowId; readonly override: 'open' | 'closed' | null };
}

/** undefined: damaged. */
export function noteOf({ family, key, value }: AstdbEntry): Note | undefined {
  const [kind = '', id = ''] = family.split('/').slice(3);
  const [, what = '', epoch = '', serial = ''] = /^([a-z]+)\.(\d{1,12})\.(\d{0,30})$/.exec(key) ?? [];
  const when = { at: Number(epoch), serial: serial.padStart(30, '0') };
  if (kind === 'f' && what === 'hours') {
    const [override = '', by = ''] = value.split(':');
    const [flow, user] = [flowId.safeParse(id), userId.safeParse(by)];
    if (!flow.success || !user.success || !['open', 'closed', 'off'].includes(override)) return undefined;
    const says = {
      what: 'hours' as const,
      flow: flow.data,
      override: override === 'off' ? null : (override as 'open'),
    };
    return { ...when, by: user.data, says };
  }
  const user = userId.safeParse(id);
  if (kind !== 'u' || !user.success) return undefined;
  if (what === 'dnd')
    return value === 'on' || value === 'off'
      ? { ...when, by: user.data, says: { what, on: value === 'on' } }
      : undefined;
  if (what === 'queue') {
    const [flow, word] = [flowId.safeParse(value.slice(0, 12)), value.slice(12)];
    if (!flow.success || (word !== ':in' && word !== ':out')) return undefined;
    return { ...when, by: user.data, says: { what, flow: flow.data, loggedIn: word === ':in' } };
  }
  if (what !== 'always' && what !== 'busy' && what !== 'noanswer') return undefined;
  return { ...when, by: user.data, says: { what, to: value } };
}

const inOrder = (a: Note, b: Note): number => a.at - b.at || (a.serial < b.serial ? -1 : a.serial > b.serial ? 1 : 0);

export interface TakeDeps {
  readonly database: AppDatabase;
  /** The agent itself. */
  readonly scope: PlatformScope;
  /** What phones of this tenant said is in PostgreSQL now. */
  readonly onTaken?: (tenantId: TenantId) => void;
}

/**
 * Writes what the phones of a tenant said to PostgreSQL, in the order in which they said it, each by the person whose phone
 * it was. A note that is older than a change of the same thing (in the portal, in the desktop, by another phone) undoes
 * nothing. Doing it twice changes nothing, so the notes go after the commit. Throws DatabaseDown.
 */
export async function takeNotes(
  { database, scope, onTaken }: TakeDeps,
  tag: TenantTag,
  entries: readonly AstdbEntry[],
): Promise<void> {
  const notes = entries.flatMap((entry) => noteOf(entry) ?? []).toSorted(inOrder);
  if (notes.length === 0) return;
  const tenant = await database.read(scope, ({ db }) =>
    db.selectFrom('tenants').select('id').where('tag', '=', tag).executeTakeFirst(),
  );
  if (!tenant) return;
  for (const note of notes) await takeNote(database, tenant.id, note);
  onTaken?.(tenant.id);
}

async function takeNote(database: AppDatabase, tenantId: TenantId, note: Note): Promise<void> {
  const as = (name: string) =>
    // SECURITY: the tenant of the note's own family, into which no other tenant's calls write; the record names the person.
    mintTenantScope(tenantId, { accountId: null, name, role: 'end_user', sessionId: null, source: 'phone' });
  const user = await database.read(as('phone'), (tx) => findUser(tx, note.by));
  if (!user || user.status === 'deleted') return;
  await database.inTenant(as(user.name), async (tx) => {
    await lockNumbers(tx, tenantId);
    const { says, at: epoch } = note;
    const about = subjectOf(note);
    // It was not heard when it was said, and somebody has changed the same since: that counts.
    if (await isChangedSince(tx, about, epoch)) return;
    switch (says.what) {
      case 'hours':
        await overrideFlow(tx, { id: says.flow, override: says.override, epoch });
        return;
      case 'queue':
        // Not `own`: the version that calls know let them go, whatever was saved since.
        await setAgent(tx, { id: says.flow, userId: user.id, loggedIn: says.loggedIn, own: false, epoch });
        return;
      case 'dnd': {
        await markChanged(tx, about, epoch);
        const { dnd, ringSeconds } = await findHandling(tx, user.id);
        if (dnd !== says.on) await record(tx, user, () => saveSettings(tx, user.id, { dnd: says.on, ringSeconds }));
        return;
      }
      default: {
        const to = await forwardOf(tx, says.to);
        // What was meant is gone by now, or a note was taken twice.
        if (!to.ok) return;
        await markChanged(tx, about, epoch);
        const now = (await findHandling(tx, user.id)).forwards[says.what] ?? null;
        if (JSON.stringify(now) === JSON.stringify(to.value)) return;
        await record(tx, user, () => saveForward(tx, user.id, { event: says.what, to: to.value }));
      }
    }
  });
}

function subjectOf({ by, says }: Note): LiveSubject {
  if (says.what === 'hours') return { subject: says.flow, what: 'hours' };
  return { subject: by, what: says.what === 'queue' ? `queue:${says.flow}` : says.what };
}

/** A target in the words of AstDB; null: `off`. */
async function forwardOf(tx: TenantTx, text: string): Promise<Result<Forward | null, 'gone'>> {
  if (text === 'off') return ok(null);
  const [word = '', id = ''] = text.split(':');
  if (word === 'external') {
    const number = e164.safeParse(`+${id}`);
    return number.success ? ok({ kind: 'external', number: number.data }) : fail('gone');
  }
  if (word === 'user') {
    const user = userId.safeParse(id);
    const found = user.success ? await findUser(tx, user.data) : undefined;
    return found && found.status !== 'deleted' ? ok({ kind: 'user', userId: found.id }) : fail('gone');
  }
  const flow = flowId.safeParse(id);
  if (!flow.success) return fail('gone');
  const row = await tx.db
    .selectFrom('flows')
    .select('id')
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', flow.data)
    .executeTakeFirst();
  return row ? ok({ kind: 'flow', flowId: row.id }) : fail('gone');
}
