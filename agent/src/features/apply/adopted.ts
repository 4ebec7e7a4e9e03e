import { parseDialplan, type ParsedDialplan } from '@synergycall/asterisk';
import { fail, isOurContext, ok, type BoxId, type Result } from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantScope } from '../../platform/database/index.ts';
import { sha256 } from './drift.ts';

/** A hand edit of a generated file that a platform admin took over: written instead of SynergyCall's own text. */
export interface AdoptedFile {
  readonly path: string;
  /** SHA-256 of SynergyCall's own text at that time; when that changes, the edit has to be looked at again. */
  readonly baseHash: string;
  readonly text: string;
}

interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** The files as they are written. `apply.adopted-outdated`: an adopted edit was made on another text than the own one now. */
export function applyAdopted<F extends TextFile>(
  files: readonly F[],
  adopted: readonly AdoptedFile[],
): Result<readonly F[]> {
  const byPath = new Map(adopted.map((one) => [one.path, one]));
  const written: F[] = [];
  for (const file of files) {
    const edit = byPath.get(file.path);
    if (edit && edit.baseHash !== sha256(file.text)) return fail({ code: 'apply.adopted-outdated', path: file.path });
    written.push(edit ? { ...file, text: edit.text } : file);
  }
  return ok(written);
}

export async function readAdopted(
  { db }: Pick<ReadTx<TenantScope | PlatformScope>, 'db'>,
  boxId: BoxId,
): Promise<readonly AdoptedFile[]> {
  const rows = await db
    .selectFrom('adopted_files')
    .select(['path', 'base_hash', 'text'])
    .where('box_id', '=', boxId)
    .orderBy('path')
    .execute();
  return rows.map((row) => ({ path: row.path, baseHash: row.base_hash, text: row.text }));
}

/** A context of some tenant, with the tag or the expression that stands for it. */
const TENANTS_CONTEXT = /\bsc-(?:t|in|off|no|hints)-(\$\{[^}]*\}?|\$\[|[0-9a-z]*)/g;
/** A tenant's keys in AstDB, or its phones, by a tag that is written out. */
const TENANTS_THINGS = /\b(?:sc\/(?:ptr|g|live)\/([0-9a-z]{4})(?![0-9a-z])|PJSIP\/([0-9a-z]{4})-)/g;
/** Whatever sets the tenant of a call. */
const TENANT_SET = /\b_{0,2}SC_T\s*=[^,]*/g;

/**
 * SECURITY: may a hand-edited file be written from now on? It must read without a problem, keep exactly our contexts
 * and files it includes, begin each search where ours begins (emergency numbers, suspension), and name no other company
 * than its own. What its lines do beyond that is the platform admin's responsibility (docs/security.md).
 */
export function fitnessOf({
  own,
  edited,
}: {
  readonly own: string;
  readonly edited: string;
}): Result<void, 'does-not-parse' | 'invalid'> {
  const is = parseDialplan(edited);
  if (is.problems.length > 0) return fail('does-not-parse');
  const was = parseDialplan(own);
  const names = (contexts: readonly { name: string }[]): string =>
    contexts
      .map(({ name }) => name)
      .toSorted()
      .join();
  const ours = is.contexts.filter(({ name }) => isOurContext(name));
  if (names(ours) !== names(was.contexts)) return fail('invalid');
  if (is.contexts.some(({ name }) => name === 'general' || name === 'globals')) return fail('invalid');
  if (JSON.stringify(is.includes) !== JSON.stringify(was.includes)) return fail('invalid');
  for (const context of was.contexts) {
    const now = ours.find(({ name }) => name === context.name);
    if (context.includes.some((name, index) => now?.includes[index] !== name)) return fail('invalid');
  }
  const said = (pattern: RegExp, { contexts }: ParsedDialplan): string[] =>
    contexts
      .flatMap(({ includes, extensions, hints = [] }) => [
        ...includes,
        ...hints.map(({ state }) => state),
        ...extensions.flatMap(({ steps }) => steps.map((step) => step.data)),
      ])
      .flatMap((text) => [...text.matchAll(pattern)].map(([match]) => match.replaceAll(' ', '')));
  const keeps = (pattern: RegExp): boolean => {
    const allowed = new Set(said(pattern, was));
    return said(pattern, is).every((one) => allowed.has(one));
  };
  const tags = new Set(was.contexts.map(({ name }) => /^sc-t-([0-9a-z]{4})$/.exec(name)?.[1]));
  const namesOthers = (data: string): boolean =>
    [...data.matchAll(TENANTS_THINGS)].some(([, key, phone]) => !tags.has(key ?? phone));
  const namesStranger = is.contexts.some(
    ({ extensions, hints = [] }) =>
      extensions.some(({ steps }) => steps.some(({ data }) => namesOthers(data))) ||
      hints.some(({ state }) => namesOthers(state)),
  );
  return keeps(TENANTS_CONTEXT) && keeps(TENANT_SET) && !namesStranger ? ok(undefined) : fail('invalid');
}
