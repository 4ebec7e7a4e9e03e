import { compareDialplan, parseDialplan, type Context, type DialplanDifference } from '@synergycall/asterisk';
import { fail, isOurContext, ok, type Result, type TenantTag } from '@synergycall/domain';
import type { OwnedFiles } from '../../platform/files/index.ts';
import type { AsteriskSide, Probe } from './ports.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { tenantContexts } from './tenant-contexts.ts';

/** What is live is not what was meant; `object` names it. */
export interface Mismatch {
  readonly kind: 'unreachable' | 'refused';
  readonly object: string;
  readonly detail: string;
}
export type Verified = Result<void, Mismatch>;

export interface Meant {
  readonly tag: TenantTag | null;
  /** null: nothing of this tenant was ever live. */
  readonly generation: number | null;
  /** null when only pointer and generation can be known (after a restart without PostgreSQL). */
  readonly probe: Probe | null;
  /** Further calls, each with what must come of it: through what changed. */
  readonly probes?: readonly Probe[];
  /** Calls to public numbers, besides. */
  readonly numbers?: readonly Probe[];
  /** Other tenants a call of whom must reach the core, in the generation that they point at: all of them stand on it. */
  readonly others?: readonly TenantTag[];
  /** Endpoints that Asterisk must know. */
  readonly endpoints: readonly string[];
  /** They are most of the tenant's, so that one look at all of them is quicker. */
  readonly most?: boolean;
  /** Compare all of our contexts, not only the tenant's: files were reloaded. */
  readonly wholeDialplan: boolean;
  /** What was written by this apply; other files of ours are taken as they are on disk. */
  readonly texts: readonly { readonly path: string; readonly text: string }[];
}

type TextOf = (path: string) => Promise<Result<string, Mismatch>>;

interface Sides {
  readonly asterisk: AsteriskSide;
  readonly files: OwnedFiles;
}

/** Success of a reload proves nothing: compares what Asterisk holds with what was meant, and places a call through it. */
export async function verify({ asterisk, files }: Sides, meant: Meant): Promise<Verified> {
  const written = new Map(meant.texts.map(({ path, text }) => [path, text]));
  const textOf: TextOf = async (path) => {
    const known = written.get(path);
    if (known !== undefined) return ok(known);
    const found = await files.read(path);
    return found.ok ? ok(found.value ?? '') : fail({ kind: 'refused', object: path, detail: found.error.code });
  };
  const dialplan = meant.wholeDialplan
    ? await verifyAll({ asterisk, files }, textOf)
    : meant.tag
      ? await verifyTenant(asterisk, meant.tag, textOf)
      : ok(undefined);
  if (!dialplan.ok) return dialplan;
  const endpoints = await verifyEndpoints(asterisk, meant);
  if (!endpoints.ok) return endpoints;
  for (const tag of meant.others ?? []) {
    const reached = await verifyOther(asterisk, tag);
    if (!reached.ok) return reached;
  }
  return meant.tag ? verifyCall(asterisk, meant.tag, meant) : ok(undefined);
}

/** As many questions are with Asterisk at once. */
const AT_ONCE = 32;

/** All of them are known to PJSIP; the first that is not is named. */
async function verifyEndpoints(asterisk: AsteriskSide, { tag, endpoints, most }: Meant): Promise<Verified> {
  // What one look does not show is looked for by itself: the console's answer is for people.
  const listed = tag && most && endpoints.length > AT_ONCE ? await asterisk.endpointsOf?.(tag) : undefined;
  const ids = listed?.ok ? endpoints.filter((id) => !listed.value.has(id)) : endpoints;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map(async (id) => asterisk.endpoint(id)));
    for (const [index, known] of found.entries()) {
      const object = some[index] ?? 'a phone';
      if (!known.ok) return fail({ ...known.error, object });
      if (!known.value) return fail({ kind: 'refused', object, detail: 'Asterisk does not know this phone' });
    }
  }
  return ok(undefined);
}

/** A tenant that this apply does not change, on the core that it does. */
async function verifyOther(asterisk: AsteriskSide, tag: TenantTag): Promise<Verified> {
  const pointer = await asterisk.readPointer(tag);
  if (!pointer.ok) return fail({ ...pointer.error, object: `sc/ptr/${tag}` });
  if (pointer.value === null) return ok(undefined);
  const call = await asterisk.healthCall({ tag, extension: null });
  if (!call.ok) return fail({ ...call.error, object: `the health call of ${tag}` });
  const { generation, reason } = call.value;
  // Suspended tenants are refused before the generation matters.
  if (reason === 'tenant-suspended' || (generation === pointer.value && reason === 'unknown')) return ok(undefined);
  // An apply of that tenant may have flipped in between, with another agent's hands.
  const again = await asterisk.readPointer(tag);
  if (again.ok && again.value !== pointer.value) return ok(undefined);
  return fail({
    kind: 'refused',
    object: `the health call of ${tag}`,
    detail: `came to "${reason}" in generation ${generation ?? 'none'}, meant was "unknown" in ${pointer.value}`,
  });
}

async function verifyAll({ asterisk, files }: Sides, textOf: TextOf): Promise<Verified> {
  const listed = await files.list(DIALPLAN_FOLDER);
  if (!listed.ok) return fail({ kind: 'refused', object: DIALPLAN_FOLDER, detail: listed.error.code });
  const contexts: Context[] = [];
  for (const path of listed.value.filter((name) => name.endsWith('.conf'))) {
    const text = await textOf(path);
    if (!text.ok) return text;
    contexts.push(...parseDialplan(text.value).contexts);
  }
  const loaded = await asterisk.loadedDialplan();
  if (!loaded.ok) return fail({ ...loaded.error, object: 'the loaded dialplan' });
  return judge(compareDialplan({ contexts }, loaded.value, isOurContext));
}

async function verifyTenant(asterisk: AsteriskSide, tag: TenantTag, textOf: TextOf): Promise<Verified> {
  const path = tenantContexts(tag).file;
  const text = await textOf(path);
  if (!text.ok) return text;
  const { contexts } = parseDialplan(text.value);
  const names = new Set([...tenantContexts(tag).names, ...contexts.map((context) => context.name)]);
  const loaded = [];
  for (const name of names) {
    const lines = await asterisk.loadedDialplan(name);
    if (!lines.ok) return fail({ ...lines.error, object: name });
    loaded.push(...lines.value);
  }
  return judge(compareDialplan({ contexts }, loaded, (context) => names.has(context)));
}

function judge(differences: readonly DialplanDifference[]): Verified {
  const [first] = differences;
  if (!first) return ok(undefined);
  const where = 'extension' in first ? `${first.context}/${first.extension}` : first.context;
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
  return fail({
    kind: 'refused',
    object: where,
    detail: `Asterisk loaded something else than was written (${first.difference}${more})`,
  });
}

/** Calls the tenant's entry context the way a phone would; the core says which generation it read and whom it would ring. */
async function verifyCall(asterisk: AsteriskSide, tag: TenantTag, meant: Meant): Promise<Verified> {
  const { generation, probe, probes = [], numbers = [] } = meant;
  const pointer = await asterisk.readPointer(tag);
  if (!pointer.ok) return fail({ ...pointer.error, object: `sc/ptr/${tag}` });
  if (pointer.value !== generation)
    return fail({
      kind: 'refused',
      object: `sc/ptr/${tag}`,
      detail: `points at ${pointer.value ?? 'nothing'}, meant was ${generation ?? 'nothing'}`,
    });
  if (generation === null) return ok(undefined);
  for (const one of [...(probes.length > 0 ? probes : [probe]), ...numbers]) {
    const answered = await placeCall(asterisk, tag, { generation, probe: one });
    if (!answered.ok) return answered;
  }
  return ok(undefined);
}

async function placeCall(
  asterisk: AsteriskSide,
  tag: TenantTag,
  { generation, probe }: { readonly generation: number; readonly probe: Probe | null },
): Promise<Verified> {
  const number = probe?.number;
  const asked = {
    tag,
    extension: probe?.extension ?? null,
    ...(number === undefined ? {} : { number }),
    ...(probe?.at === undefined ? {} : { at: probe.at }),
    ...(probe?.keys === undefined ? {} : { keys: probe.keys }),
  };
  const call = await asterisk.healthCall(asked);
  if (!call.ok) return fail({ ...call.error, object: 'the health call' });
  const { value } = call;
  const wrong = (detail: string): Verified => fail({ kind: 'refused', object: 'the health call', detail });
  if (number !== undefined && probe?.reason === 'elsewhere')
    return value.tag === tag ? wrong(`to ${number}, which is no longer the tenant’s, still came to it`) : ok(undefined);
  if (number !== undefined && value.tag !== tag)
    return wrong(`to ${number} came to ${value.tag ? 'another tenant' : 'nobody'} ("${value.reason}")`);
  if (value.generation !== generation)
    return wrong(`ran in generation ${value.generation ?? 'none'}, meant was ${generation}`);
  if (value.reason === 'no-generation') return wrong(`found generation ${generation} incomplete`);
  if (!probe) return ok(undefined);
  const resolved = value.resolved.toSorted().join(' ');
  const same = value.reason === probe.reason && resolved === probe.resolved.toSorted().join(' ');
  return same
    ? ok(undefined)
    : wrong(
        `to ${number ?? probe.extension ?? 'nobody'} came to "${value.reason} ${resolved}", meant was "${probe.reason} ${probe.resolved.join(' ')}"`,
      );
}
