import type { OwnedFiles } from '../../platform/files/index.ts';
import { mailboxText, type DeviceRows, type RealtimeStore } from '../../platform/realtime/index.ts';
import type { AstdbEntry } from '../../platform/ami/index.ts';
import type { JobId, TenantTag, TextChange } from '@synergycall/domain';
import { digitsIn, HINTS, meantHint, sayHint } from './did-hints.ts';
import { mailboxRowsOf, type MailboxRows } from './mailbox-rows.ts';
import { queueRowsOf, sayQueueRow, type QueueRowChange } from './queue-rows.ts';
import type { AsteriskSide, LiveFacts, Rendered } from './ports.ts';
import { changeOf } from './rows.ts';
import { isTrunkFile } from './trunk-files.ts';

export interface TextPreview {
  readonly text: readonly TextChange[];
  readonly reloads: readonly string[];
  /** Stores that could not be looked at. */
  readonly unknown: readonly string[];
}

/**
 * What an apply would write, as text. Reads what is there now; stores that are away are named instead.
 * SECURITY: digests show as `[secret]` or `[changed]`.
 */
export async function textPreview(
  sides: { readonly files: OwnedFiles; readonly realtime: RealtimeStore; readonly asterisk: AsteriskSide },
  what: { readonly tag: TenantTag; readonly rendered: Rendered; readonly facts: LiveFacts },
): Promise<TextPreview> {
  const { tag, rendered, facts } = what;
  const text: TextChange[] = [];
  const unknown: string[] = [];

  const changed = await sides.files.changed(rendered.files);
  if (!changed.ok) unknown.push('files');
  for (const file of changed.ok ? changed.value : []) {
    const before = await sides.files.read(file.path);
    text.push({ target: 'file', name: file.path, before: (before.ok && before.value) || '', after: file.text });
  }

  const rows = await sides.realtime.readAll(tag);
  if (!rows.ok) unknown.push('realtime');
  else text.push(...rowChanges(rows.value, rendered.devices(facts)));

  const boxes = rendered.mailboxes && (await mailboxRowsOf(sides.realtime, tag, rendered.mailboxes));
  if (boxes?.ok === false && !unknown.includes('realtime')) unknown.push('realtime');
  else if (boxes?.ok) text.push(...mailboxChanges(boxes.value));

  const queues = rendered.queues && (await queueRowsOf(sides.realtime, sides.files.etc, rendered.queues));
  if (queues?.ok === false && !unknown.includes('realtime')) unknown.push('realtime');
  else if (queues?.ok) text.push(...queueChanges(queues.value));

  const keys = await keyChange(sides.asterisk, tag, rendered);
  if (keys === 'unknown') unknown.push('astdb');
  else if (keys) text.push(keys);
  const hints = await hintChange(sides.asterisk, tag, rendered);
  if (hints === 'unknown' && !unknown.includes('astdb')) unknown.push('astdb');
  else if (hints && hints !== 'unknown') text.push(hints);
  const reloads = changed.ok
    ? [
        ...(changed.value.some((file) => !isTrunkFile(file)) ? ['pbx_config'] : []),
        ...(rendered.newAgentPhones || changed.value.some(isTrunkFile) ? ['res_pjsip'] : []),
      ]
    : [];
  return { text, reloads, unknown };
}

function queueChanges({ put, before, unused }: QueueRowChange): TextChange[] {
  const was = new Map(before.map((row) => [row.key, sayQueueRow(row)]));
  return [
    ...put.map((row): TextChange => ({
      target: 'realtime',
      name: `${row.table} ${row.key}`,
      before: was.get(row.key) ?? '',
      after: sayQueueRow(row),
    })),
    ...unused.map(({ table, key }): TextChange => ({
      target: 'realtime',
      name: `${table} ${key}`,
      before: `${table}.${key}`,
      after: '',
    })),
  ];
}

const mailboxChanges = ({ added, unused }: MailboxRows): TextChange[] => [
  ...added.map((name): TextChange => ({ target: 'realtime', name, before: '', after: mailboxText(name) })),
  ...unused.map((name): TextChange => ({ target: 'realtime', name, before: mailboxText(name), after: '' })),
];

function rowChanges(there: readonly DeviceRows[], meant: readonly DeviceRows[]): TextChange[] {
  const change = changeOf(there, meant);
  const now = new Map(there.map((row) => [row.id, row]));
  const wanted = new Map(meant.map((row) => [row.id, row]));
  const line = (row: DeviceRows | undefined, other: DeviceRows | undefined): string => (row ? sayRow(row, other) : '');
  const ids = [...change.insert.map((row) => row.id), ...change.update.map((row) => row.id), ...change.remove];
  // The context is live state and not the apply's, except in a new row.
  const kept = (id: string): DeviceRows | undefined => {
    const row = wanted.get(id);
    const old = now.get(id);
    return row && old ? { ...row, endpoint: { ...row.endpoint, context: old.endpoint.context } } : row;
  };
  return ids.map((id) => ({
    target: 'realtime',
    name: id,
    before: line(now.get(id), undefined),
    after: line(kept(id), now.get(id)),
  }));
}

/** SECURITY: the digest shows as `[secret]`, or as `[changed]` when the other row has another one. */
export function sayRow(row: DeviceRows, other: DeviceRows | undefined): string {
  const secret = other && other.auth.md5_cred !== row.auth.md5_cred ? '[changed]' : '[secret]';
  const part = (table: string, columns: object): string[] =>
    Object.entries(columns)
      .filter(([column, value]) => column !== 'id' && value !== '' && value !== null)
      .map(([column, value]) => `${table}.${column} = ${column === 'md5_cred' ? secret : String(value)}`);
  return [...part('ps_endpoints', row.endpoint), ...part('ps_auths', row.auth), ...part('ps_aors', row.aor)].join('\n');
}

async function keyChange(
  asterisk: AsteriskSide,
  tag: TenantTag,
  rendered: Rendered,
): Promise<TextChange | 'unknown' | undefined> {
  if (!asterisk.isLive()) return 'unknown';
  const pointer = await asterisk.readPointer(tag);
  if (!pointer.ok) return 'unknown';
  const old =
    pointer.value === null ? { ok: true as const, value: [] } : await asterisk.readGeneration(tag, pointer.value);
  if (!old.ok) return 'unknown';
  const before = sayKeys(old.value);
  const after = sayKeys(rendered.keys(1, '' as JobId));
  return before === after ? undefined : { target: 'astdb', name: `sc/g/${tag}`, before, after };
}

/**
 * Whose numbers are, where that would change: those that come, and those that go. SECURITY: other tenants are not named.
 */
async function hintChange(
  asterisk: AsteriskSide,
  tag: TenantTag,
  rendered: Rendered,
): Promise<TextChange | 'unknown' | undefined> {
  if (!asterisk.isLive()) return 'unknown';
  const named = await asterisk.hintedNumbers(tag);
  const wanted = new Set(digitsIn(rendered.keys(1, '' as JobId)));
  if (!named.ok) return 'unknown';
  const digits = [...new Set([...wanted, ...named.value])].toSorted();
  if (digits.length === 0) return undefined;
  const found = await asterisk.readHints({ tag, generation: null, digits });
  if (!found.ok) return 'unknown';
  const lines = found.value.flatMap((hint) => {
    const after = meantHint({ ...hint, own: wanted.has(hint.digits) ? Infinity : null }, tag);
    const [was, is] = [sayHint(hint.value, tag), sayHint(after, tag)];
    return was === is ? [] : [{ digits: hint.digits, was, is }];
  });
  const say = (of: 'was' | 'is'): string =>
    lines.flatMap((line) => (line[of] === null ? [] : [`${line.digits} = ${line[of]}`])).join('\n');
  return lines.length === 0 ? undefined : { target: 'astdb', name: HINTS, before: say('was'), after: say('is') };
}

/** Without the manifest, which differs in each generation. */
const sayKeys = (entries: readonly AstdbEntry[]): string =>
  entries
    .filter((entry) => entry.key !== 'meta')
    .map((entry) => `${entry.key} = ${entry.value}`)
    .toSorted()
    .join('\n');
