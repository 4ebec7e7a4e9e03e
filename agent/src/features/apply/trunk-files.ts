import { checkPjsip } from '@synergycall/asterisk';
import {
  fail,
  ok,
  type BoxSnapshot,
  type Failure,
  type Result,
  type TenantSnapshot,
  type TenantTag,
} from '@synergycall/domain';
import type { OwnedFile, OwnedFiles } from '../../platform/files/index.ts';
import { renderTrunkDialplan, renderTrunkFile, trunkFilePath } from '../trunk/index.ts';
import { filesFailed, stepFailed } from './step-failure.ts';

/** Where trunks stand, relative to Asterisk's configuration folder. */
export const TRUNK_FOLDER = 'pjsip.d/synergycall';
const DIALPLAN = 'extensions.d/synergycall';

export const isTrunkFile = ({ path }: { readonly path: string }): boolean => path.startsWith(`${TRUNK_FOLDER}/`);

/**
 * The files of a tenant's trunks, or of the box's. Nobody who never had a trunk gets one; whoever gave up the last keeps
 * empty ones, so that an apply swaps texts and removes nothing.
 */
export function trunkFiles(
  model: TenantSnapshot | BoxSnapshot | null,
  last: TenantSnapshot | BoxSnapshot | null,
): readonly OwnedFile[] {
  if (!model || (!model.trunks?.length && !last?.trunks?.length)) return [];
  const tag = 'tenant' in model ? model.tenant.tag : null;
  const [pjsip, dialplan] = [renderTrunkFile(tag, model.trunks ?? []), renderTrunkDialplan(tag, model.trunks ?? [])];
  return [
    { path: `${TRUNK_FOLDER}/${pjsip.path}`, text: pjsip.text },
    { path: `${DIALPLAN}/${dialplan.path}`, text: dialplan.text },
  ];
}

export async function hasTrunkFile(files: Pick<OwnedFiles, 'read'>, tag: TenantTag): Promise<boolean> {
  const read = await files.read(`${TRUNK_FOLDER}/${trunkFilePath(tag)}`);
  return !read.ok || read.value !== undefined;
}

/**
 * A reload of res_pjsip reads all of our files, and drops what it does not understand without a word: so each other one
 * must be as we wrote it, and all of them together sound.
 */
export async function checkTrunkFiles(
  files: Pick<OwnedFiles, 'list' | 'readUnchanged'>,
  own: readonly OwnedFile[],
): Promise<Result<void, Failure>> {
  const listed = await files.list(TRUNK_FOLDER);
  if (!listed.ok) return fail(filesFailed('validating', listed.error));
  const together = own.filter(isTrunkFile);
  for (const path of listed.value) {
    if (!path.endsWith('.conf') || own.some((file) => file.path === path)) continue;
    const text = await files.readUnchanged(path);
    if (!text.ok) return fail(filesFailed('validating', text.error));
    together.push({ path, text: text.value });
  }
  const [problem] = checkPjsip(together);
  if (!problem) return ok(undefined);
  const { file, line, section, what } = problem;
  return fail(
    stepFailed('validating', {
      object: section === null ? file : `${file} [${section}]`,
      detail: `line ${line}: ${problem.problem} (${what})`,
      remedy: own.some(({ path }) => path === file)
        ? 'This is an error of SynergyCall: report it with this line. Nothing was changed.'
        : 'Repair or remove this file, then apply again.',
      place: { file, line },
    }),
  );
}
