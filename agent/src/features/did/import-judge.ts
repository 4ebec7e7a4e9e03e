import {
  createDidInput,
  readWrittenNumber,
  sameDestination,
  type Destination,
  type DidId,
  type E164,
  type FlowId,
  type ImportRow,
  type TenantId,
  type UserId,
} from '@synergycall/domain';
import type { DidRecord } from './did.audit.ts';
import { COLUMNS, type Column, type FileRow } from './import-file.ts';

/** What a file is held against, as it is at one moment. */
export interface ImportFacts {
  /** The numbers of the file that the box has. */
  readonly dids: ReadonlyMap<E164, KnownDid>;
  readonly tenants: readonly { readonly id: TenantId; readonly name: string }[];
  /** `<tenant>/<extension>` -> who has it. */
  readonly people: ReadonlyMap<string, { readonly id: UserId; readonly name: string }>;
  /** `<tenant>/<extension>` of those that have one, and `<tenant>/flow:<id>` -> which it is. */
  readonly flows?: ReadonlyMap<string, { readonly id: FlowId; readonly name: string }>;
}
export interface KnownDid {
  readonly did: DidRecord;
  readonly revision: number;
  /** Of whom or what it leads to; null: it has none. */
  readonly extension: number | null;
  /** Who shows it outside; null: nobody. */
  readonly shownBy: string | null;
}

/** A row with what becomes of its number; absent: nothing. */
export interface JudgedRow {
  readonly row: ImportRow;
  readonly plan?: { readonly before: KnownDid | null; readonly after: DidWish };
}
export type DidWish = Omit<DidRecord, 'id'> & { readonly id: DidId | null };

type Why = NonNullable<ImportRow['why']>;
type Judgement = { readonly plan: NonNullable<JudgedRow['plan']>; readonly fields: ImportRow['fields'] } | BadRow;
interface BadRow {
  readonly verdict: 'conflict' | 'invalid';
  readonly why: Why;
}

/** What each row would do, in the order of the file. Pure: the same file and facts give the same answer. */
export function judge(rows: readonly FileRow[], facts: ImportFacts): JudgedRow[] {
  const tenants = tenantsByName(facts);
  const names = new Map<string, string>(facts.tenants.map(({ id, name }) => [id, name]));
  const occurrences = occurrencesIn(rows);
  return rows.map((row): JudgedRow => {
    const about = { line: row.line, number: row.cells.number ?? '' };
    const of = occurrences.get(row);
    const judged = twiceInFile(row, of) ?? judgeOne(row, of?.number, { facts, tenants, names });
    if ('verdict' in judged) return { row: { ...about, verdict: judged.verdict, fields: [], why: judged.why } };
    const { plan, fields } = judged;
    if (of?.first !== row || (plan.before && fields.length === 0))
      return { row: { ...about, verdict: 'same', fields: [], why: null } };
    return { row: { ...about, verdict: plan.before ? 'changed' : 'new', fields, why: null }, plan };
  });
}

/** The rows of one number. */
interface Occurrences {
  readonly number: E164;
  readonly first: FileRow;
  readonly content: string;
  /** The first one that says something else. */
  other?: FileRow;
}

function occurrencesIn(rows: readonly FileRow[]): ReadonlyMap<FileRow, Occurrences> {
  const byNumber = new Map<E164, Occurrences>();
  const byRow = new Map<FileRow, Occurrences>();
  for (const row of rows) {
    const number = readWrittenNumber(row.cells.number ?? '');
    if (number === undefined) continue;
    const of = byNumber.get(number) ?? { number, first: row, content: contentOf(row) };
    if (contentOf(row) !== of.content) of.other ??= row;
    byNumber.set(number, of);
    byRow.set(row, of);
  }
  return byRow;
}

/** The same number again counts once if it says the same, else nobody can tell which one is meant. */
function twiceInFile(row: FileRow, of: Occurrences | undefined): BadRow | undefined {
  if (!of?.other) return undefined;
  const other = contentOf(row) === of.content ? of.other : of.first;
  return conflict('twice-in-file', String(other.line));
}
const contentOf = ({ cells, stray }: FileRow): string =>
  // In one order: the keys of a JSON object have none. The number may be written in two ways.
  JSON.stringify([COLUMNS.map((column) => (column === 'number' ? undefined : cells[column])), stray]);

interface Context {
  readonly facts: ImportFacts;
  readonly tenants: ReadonlyMap<string, TenantId>;
  readonly names: ReadonlyMap<string, string>;
}

function judgeOne(row: FileRow, number: E164 | undefined, { facts, tenants, names }: Context): Judgement {
  const { cells } = row;
  if (row.stray !== undefined) return invalid('unknown-column', row.stray);
  if (number === undefined) return invalid('not-e164', cells.number ?? '');
  const texts = textsOf(cells);
  if ('verdict' in texts) return texts;
  const before = facts.dids.get(number) ?? null;
  const was = before?.did ?? NOTHING;

  const tenantId =
    cells.tenant === undefined ? was.tenantId : cells.tenant === '' ? null : findTenant(cells.tenant, tenants);
  if (tenantId === undefined) return conflict('unknown-tenant', cells.tenant ?? '');
  if (was.target && tenantId !== was.tenantId)
    return conflict('assigned-elsewhere', `${names.get(was.tenantId ?? '') ?? ''}: ${was.target.name}`);
  // Also PostgreSQL would refuse it: a number that is shown stays with those who show it.
  if (before && before.shownBy !== null && tenantId !== was.tenantId)
    return conflict('shown-elsewhere', `${names.get(was.tenantId ?? '') ?? ''}: ${before.shownBy}`);
  const target = targetOf(cells.extension, { tenantId, was, facts });
  if (target !== null && 'verdict' in target) return target;

  // SECURITY: what a tenant called its number is not for the next one to read; a file may give it a new label.
  const labels = was.tenantId !== null && tenantId !== was.tenantId ? { label: '', ...texts } : texts;
  const after: DidWish = { id: before?.did.id ?? null, number, ...was, ...labels, tenantId, target };
  const shown = (did: Shown, extension: string | null) => ({
    label: did.label || null,
    provider: did.provider || null,
    note: did.note || null,
    port_in_on: did.portInOn,
    tenant: did.tenantId && (names.get(did.tenantId) ?? null),
    extension,
  });
  const extensionBefore = targetCell(was.target, before?.extension ?? null) || null;
  const kept = sameDestination(target, was.target);
  const from = shown(was, extensionBefore);
  const to = shown(after, kept ? extensionBefore : cells.extension || null);
  const fields = (Object.keys(from) as (keyof typeof from)[])
    .filter((field) => from[field] !== to[field])
    .map((field) => ({ field, from: from[field], to: to[field] }));
  return { plan: { before, after }, fields };
}
type Shown = Omit<DidRecord, 'id' | 'number'>;
const NOTHING: Shown = { label: '', provider: '', note: '', portInOn: null, tenantId: null, target: null };

type Cells = Readonly<Partial<Record<Column, string>>>;
const { label, provider, note, portInOn } = createDidInput.shape;

/** The texts that the row sets. */
function textsOf(cells: Cells): Partial<Pick<DidRecord, 'label' | 'provider' | 'note' | 'portInOn'>> | BadRow {
  for (const [field, schema] of [
    ['label', label],
    ['provider', provider],
    ['note', note],
  ] as const)
    if (cells[field] !== undefined && !schema.safeParse(cells[field]).success) return invalid('text-invalid', field);
  const day = cells.port_in_on;
  if (day !== undefined && day !== '' && !portInOn.safeParse(day).success) return invalid('date-invalid', day);
  return {
    ...(cells.label === undefined ? {} : { label: cells.label }),
    ...(cells.provider === undefined ? {} : { provider: cells.provider }),
    ...(cells.note === undefined ? {} : { note: cells.note }),
    ...(day === undefined ? {} : { portInOn: day === '' ? null : day }),
  };
}

function targetOf(
  extension: string | undefined,
  { tenantId, was, facts }: { tenantId: TenantId | null; was: Shown; facts: ImportFacts },
): DidRecord['target'] | BadRow {
  if (extension === undefined) return was.target;
  if (extension === '') return null;
  if (extension.startsWith(VOICEMAIL_CELL)) {
    if (tenantId === null) return invalid('extension-without-tenant', extension);
    const whose = facts.people.get(`${tenantId}/${extension.slice(VOICEMAIL_CELL.length)}`);
    return whose ? { kind: 'voicemail', userId: whose.id, name: whose.name } : conflict('unknown-extension', extension);
  }
  if (tenantId === null) return invalid('extension-without-tenant', extension);
  const person = facts.people.get(`${tenantId}/${extension}`);
  if (person) return { kind: 'user', userId: person.id, name: person.name };
  const flow = facts.flows?.get(`${tenantId}/${extension}`);
  if (flow) return { kind: 'flow', flowId: flow.id, name: flow.name };
  const outside = extension.startsWith('+') ? readWrittenNumber(extension) : undefined;
  return outside ? { kind: 'external', number: outside, name: outside } : conflict('unknown-extension', extension);
}

/**
 * What stands under `extension`: that of whom or what the number leads to; of a flow without one `flow:<id>`; of a
 * person's mailbox `voicemail:<extension>`; of a number outside itself. '': the number leads nowhere.
 */
export function targetCell(to: Destination | null, extension: number | null): string {
  if (to?.kind === 'external') return to.number;
  if (extension !== null) return `${to?.kind === 'voicemail' ? VOICEMAIL_CELL : ''}${extension}`;
  return to?.kind === 'flow' ? `${FLOW_CELL}${to.flowId}` : '';
}
export const FLOW_CELL = 'flow:';
export const VOICEMAIL_CELL = 'voicemail:';

/** As it is written, else whatever its case. */
function tenantsByName({ tenants }: ImportFacts): Map<string, TenantId> {
  return new Map([
    ...tenants.map(({ id, name }) => [name.toLowerCase(), id] as const),
    ...tenants.map(({ id, name }) => [name, id] as const),
  ]);
}
const findTenant = (name: string, tenants: ReadonlyMap<string, TenantId>): TenantId | undefined =>
  tenants.get(name) ?? tenants.get(name.toLowerCase());

const conflict = (reason: Why['reason'], detail: string): BadRow => ({ verdict: 'conflict', why: { reason, detail } });
const invalid = (reason: Why['reason'], detail: string): BadRow => ({ verdict: 'invalid', why: { reason, detail } });
