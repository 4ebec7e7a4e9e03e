import { fail, ok, type Result } from '@synergycall/domain';
import type { Told } from './journal-records.ts';
import type { Sides } from './sides.ts';
import { sayRealtime, undoRows } from './rows.ts';
import { tenantContexts } from './tenant-contexts.ts';
import { verify } from './verify.ts';

/** What kept the old state from coming back. `unreachable`: worth trying again by itself. */
export interface UndoFailure {
  readonly kind: 'unreachable' | 'refused';
  readonly object: string;
  readonly detail: string;
}

type UndoSides = Pick<Sides, 'asterisk' | 'files' | 'realtime'>;

/**
 * Brings the last good state back, from the journal alone: pointer first (calls return to the old generation), then
 * rows, files, the reload of the old files, and the check that the old state is what is live. Each part can be
 * repeated, so whoever died in here starts again. Returns warnings.
 */
export async function undo(sides: UndoSides, told: Told): Promise<Result<readonly string[], UndoFailure>> {
  const { asterisk, files, realtime } = sides;
  const { from, to, order } = told.begin;
  const tag = order.tenant?.tag ?? null;
  const warnings: string[] = [];
  const stuck = (object: string, error: { kind: UndoFailure['kind']; detail: string }) =>
    fail({ kind: error.kind, object, detail: error.detail });

  if (tag && told.flip) {
    const back = await asterisk.setPointer(tag, from);
    if (!back.ok) return stuck(`sc/ptr/${tag}`, back.error);
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
  if (told.reloadNeeded) {
    const reloaded = await asterisk.reloadDialplan();
    if (!reloaded.ok) return stuck('pbx_config', reloaded.error);
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

  if (tag && told.keys) {
    const collected = await asterisk.deleteGeneration(tag, to);
    if (!collected.ok) return stuck(`sc/g/${tag}/${to}`, collected.error);
  }
  return ok(warnings);
}

/** What a person would type to do the same, in order; every value is an id of ours, none a secret. */
export function commandsFor(told: Told, etc: string): string[] {
  const { from, order } = told.begin;
  const tag = order.tenant?.tag;
  const rows = told.rows;
  return [
    ...(tag && told.flip
      ? [
          from === null
            ? `asterisk -rx 'database del sc/ptr ${tag}'`
            : `asterisk -rx 'database put sc/ptr ${tag} ${from}'`,
        ]
      : []),
    ...(rows && rows.added.length > 0
      ? rows.added.map((id) => `delete the rows '${id}' of ps_endpoints, ps_auths and ps_aors`)
      : []),
    ...(rows && rows.changed.length > 0
      ? [`start the agent: the former values of ${rows.changed.map((row) => row.id).join(', ')} are in its journal`]
      : []),
    ...told.files.map(({ path, backup }) =>
      backup === null ? `rm -- '${etc}/${path}'` : `cp -- '${backup}' '${etc}/${path}'`,
    ),
    ...(told.reloadNeeded ? [`asterisk -rx 'dialplan reload'`] : []),
    ...(tag ? [`asterisk -rx 'dialplan show ${tenantContexts(tag).names[0] ?? ''}'`] : []),
  ];
}
