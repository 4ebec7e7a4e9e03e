import { fail, ok, type Result, type TenantTag } from '@synergycall/domain';
import { digitsIn, settleHints } from './did-hints.ts';
import type { Told } from './journal-records.ts';
import type { PortResult } from './ports.ts';
import type { Sides } from './sides.ts';
import { undoQueueRows } from './queue-rows.ts';
import { sayRealtime, undoRows } from './rows.ts';
import { tenantContexts } from './tenant-contexts.ts';
import { verifyTrunks } from './trunk-verify.ts';
import { verify } from './verify.ts';

/** What kept the old state from coming back. `unreachable`: worth trying again by itself. */
export interface UndoFailure {
  readonly kind: 'unreachable' | 'refused';
  readonly object: string;
  readonly detail: string;
}

/** What an undo did, in words for a person, and what somebody should look at. */
export interface Undone {
  readonly done: readonly string[];
  readonly warnings: readonly string[];
}

type UndoSides = Pick<Sides, 'asterisk' | 'files' | 'realtime'>;

/**
 * Brings the last good state back, from the journal alone: pointer first (calls return to the old generation; whose a
 * number is, just before it), then rows, files, the reload of the old files, and the check that the old state is what is live. Each part can be
 * repeated, so whoever died in here starts again.
 */
export async function undo(sides: UndoSides, told: Told): Promise<Result<Undone, UndoFailure>> {
  const { asterisk, files, realtime } = sides;
  const { from, to, order } = told.begin;
  const tag = order.tenant?.tag ?? null;
  const warnings: string[] = [];
  const done: string[] = [];
  const stuck = (object: string, error: { kind: UndoFailure['kind']; detail: string }) =>
    fail({ kind: error.kind, object, detail: error.detail });

  if (tag && told.flip) {
    const numbers = await hintsBack(asterisk, { tag, live: from, of: from });
    if (!numbers.ok) return stuck('sc/did', numbers.error);
    const back = await asterisk.setPointer(tag, from);
    if (!back.ok) return stuck(`sc/ptr/${tag}`, back.error);
    done.push(from === null ? 'no generation is live, as before' : `generation ${from} is live again`);
  }

  if (told.rows) {
    const undone = await undoRows(realtime, told.rows);
    if (!undone.ok) return stuck('realtime rows', sayRealtime(undone.error));
    const touched = [...told.rows.added, ...told.rows.changed.map((row) => row.id)];
    const expired = await asterisk.expireCached(touched);
    if (!expired.ok) return stuck('cached phones', expired.error);
    // An added device may have registered before the undo.
    const dropped = await asterisk.dropContacts(told.rows.added);
    if (!dropped.ok) return stuck('contacts', dropped.error);
    const { changed, added } = told.rows;
    if (changed.length > 0) done.push(`${count(changed.length, 'phone')} as before`);
    if (added.length > 0) done.push(`${count(added.length, 'new phone')} removed`);
  }

  if (told.mailboxes && told.mailboxes.added.length > 0) {
    const removed = await realtime.writeMailboxes({ remove: told.mailboxes.added });
    if (!removed.ok) return stuck('realtime rows of mailboxes', sayRealtime(removed.error));
    done.push(`${count(told.mailboxes.added.length, 'new mailbox', 'es')} removed`);
  }

  if (told.queues) {
    const { changed, added } = told.queues;
    const undone = await undoQueueRows(realtime, { before: changed, added });
    if (!undone.ok) return stuck('realtime rows of queues', sayRealtime(undone.error));
    if (changed.length + added.length > 0) done.push('queues as before');
  }

  for (const before of told.files) {
    const restored = await files.restore(before);
    if (!restored.ok)
      return stuck(before.path, {
        kind: 'refused',
        detail:
          restored.error.code === 'files.io'
            ? `${restored.error.operation}: ${restored.error.errno}`
            : restored.error.code,
      });
    if (restored.value.keptForeign)
      warnings.push(`${before.path} had been edited meanwhile; that text is kept in ${restored.value.keptForeign}`);
  }
  if (told.files.length > 0) done.push(`${count(told.files.length, 'file')} as before`);
  if (told.reloadNeeded) {
    const reloaded = await asterisk.reloadDialplan();
    if (!reloaded.ok) return stuck('pbx_config', reloaded.error);
    done.push('dialplan reloaded');
  }

  if (told.trunkReloadNeeded) {
    const reloaded = await asterisk.reloadTrunks();
    if (!reloaded.ok) return stuck('res_pjsip', reloaded.error);
    const trunks = await verifyTrunks(sides, []);
    if (!trunks.ok) return trunks;
    done.push('trunks as before');
  }
  if (told.auths && told.auths.added.length > 0) {
    const removed = await realtime.writeTrunkAuths({ remove: told.auths.added });
    if (!removed.ok) return stuck('realtime rows of trunks', sayRealtime(removed.error));
    const expired = await asterisk.expireCached(told.auths.added);
    if (!expired.ok) return stuck('cached trunks', expired.error);
  }

  const endpoints = told.rows?.changed.map((row) => row.id).slice(0, 3) ?? [];
  const known = endpoints.length > 0 ? await realtime.read(endpoints) : ok([]);
  if (!known.ok) return stuck('realtime rows', sayRealtime(known.error));
  const live = await verify(sides, {
    tag,
    generation: from,
    probe: null,
    endpoints: known.value.map((row) => row.id),
    wholeDialplan: told.reloadNeeded,
    texts: [],
  });
  if (!live.ok) return live;
  done.push('checked');

  if (tag && told.keys) {
    // Nobody is found by them; what can't be tidied now is reconciliation's.
    await hintsBack(asterisk, { tag, live: from, of: to });
    const collected = await asterisk.deleteGeneration(tag, to);
    if (!collected.ok) return stuck(`sc/g/${tag}/${to}`, collected.error);
  }
  // A phone that began to watch while the version was live is shown that version's phones: Asterisk keeps what it once
  // evaluated. Where nothing was live before, the keys are gone by now, so nobody is shown. Agents' went with the pointer.
  // A lamp is no reason to be stuck.
  if (tag && told.flip) await asterisk.refreshLamps?.(tag, from ?? to);
  return ok({ done, warnings });
}

/** Numbers of a generation: with `live` pointed at, who is first in their hints. */
async function hintsBack(
  asterisk: UndoSides['asterisk'],
  { tag, live, of }: { readonly tag: TenantTag; readonly live: number | null; readonly of: number | null },
): Promise<PortResult<unknown>> {
  if (of === null) return ok(0);
  const keys = await asterisk.readGeneration(tag, of);
  return keys.ok ? settleHints(asterisk, { tag, generation: live, digits: digitsIn(keys.value) }) : keys;
}

const count = (n: number, what: string, many = 's'): string => `${n} ${what}${n === 1 ? '' : many}`;

/**
 * What a person would type to do the same, in order; every value is an id of ours, none a secret. `shell` is the
 * `asterisk` of this box, as a shell takes it.
 */
export function commandsFor(told: Told, { etc, shell }: { readonly etc: string; readonly shell: string }): string[] {
  const { from, order } = told.begin;
  const tag = order.tenant?.tag;
  const rows = told.rows;
  const cli = (command: string): string => `${shell} -rx '${command}'`;
  const pointer = from === null ? `database del sc/ptr ${tag}` : `database put sc/ptr ${tag} ${from}`;
  const added = rows?.added.map((id) => `'${id}'`).join(', ') ?? '';
  const boxes = told.mailboxes?.added.map((name) => `'${name}'`).join(', ') ?? '';
  return [
    ...(tag && told.flip ? [cli(pointer)] : []),
    ...(added === ''
      ? []
      : ['ps_endpoints', 'ps_auths', 'ps_aors'].map(
          (table) => `# in the realtime database: DELETE FROM ${table} WHERE id IN (${added});`,
        )),
    ...(boxes === '' ? [] : [`# in the realtime database: DELETE FROM voicemail_users WHERE uniqueid IN (${boxes});`]),
    ...(told.queues?.added ?? []).map(
      ({ table, key }) =>
        `# in the realtime database: DELETE FROM ${table} WHERE ${table === 'queue_members' ? 'uniqueid' : 'name'} = '${key}';`,
    ),
    ...((told.queues?.changed.length ?? 0) > 0 ? ['# start the agent: the former queues are in its journal'] : []),
    ...(rows && rows.changed.length > 0
      ? [`# start the agent: the former values of ${rows.changed.map((row) => row.id).join(', ')} are in its journal`]
      : []),
    ...told.files.map(({ path, backup }) =>
      // Keeps owner and mode of the file that is there.
      backup === null
        ? `rm -f -- ${quoted(`${etc}/${path}`)}`
        : `cp --no-preserve=all -- ${quoted(backup)} ${quoted(`${etc}/${path}`)}`,
    ),
    ...(told.reloadNeeded ? [cli('dialplan reload')] : []),
    ...(told.trunkReloadNeeded ? [cli('module reload res_pjsip.so')] : []),
    ...(tag ? [cli(`dialplan show ${tenantContexts(tag).names[0] ?? ''}`)] : []),
  ];
}

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;
