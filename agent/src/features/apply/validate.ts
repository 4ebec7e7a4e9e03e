import { parseDialplan } from '@synergycall/asterisk';
import { fail, ok, warningsOf, type Failure, type Result } from '@synergycall/domain';
import type { OwnedFiles } from '../../platform/files/index.ts';
import { writable } from './drift-refuse.ts';
import type { JobOrder, Rendered } from './ports.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { shadowKeys, tryInShadow, type Tried } from './shadow-check.ts';
import type { RunnerDeps } from './sides.ts';
import { filesFailed } from './step-failure.ts';
import type { StepResult, Work } from './steps.ts';
import { checkTrunkFiles, isTrunkFile } from './trunk-files.ts';
import { checkText, type TextFile } from './text-check.ts';

export interface Validating {
  readonly deps: Pick<RunnerDeps, 'files' | 'records' | 'shadow'>;
  readonly order: JobOrder;
  /** Gets `files`: those whose text differs from what is on disk. */
  readonly work: Work;
  readonly rendered: Rendered;
}

/**
 * Everything that can be known before anything is touched, in layers: drift, the text of all files that Asterisk will
 * read together, and a throwaway Asterisk that reads them (docs/decisions/0007). The model was looked at before it was
 * rendered. Without a throwaway Asterisk the layers before it have run, and the job says so.
 */
export async function validate(what: Validating): StepResult {
  const { deps, order, work, rendered } = what;
  const { files } = deps;
  const write = await writable(files, rendered.files, order.overwrite);
  if (!write.ok) return write;
  work.files = write.value;
  if (work.taken?.tenant)
    work.warnings.push(...warningsOf(work.taken.tenant, work.taken.range ?? null, work.taken.boxTrunks));

  if (work.files.some(isTrunkFile)) {
    const trunks = await checkTrunkFiles(files, rendered.files);
    if (!trunks.ok) return trunks;
  }
  const dialplan = rendered.files.filter((file) => !isTrunkFile(file));
  const reloads = work.files.some((file) => !isTrunkFile(file));
  const together = await readTogether(files, dialplan, reloads);
  if (!together.ok) return together;
  // With a hand edit among the others it can't be said what they come to together; nothing is reloaded then.
  const wrong =
    together.value.edited === null ? checkText({ order, files: together.value.files }, dialplan) : undefined;
  if (wrong) return fail(wrong);

  const tried = await tryIt(what, together.value);
  work.parts.push(...tried.parts);
  if (tried.warning) work.warnings.push(tried.warning);
  return tried.failure ? fail(tried.failure) : ok(tried.detail);
}

interface Together {
  readonly files: readonly TextFile[];
  /** A file of the core that is not as we wrote it; what is loaded is not what it says. */
  readonly edited: string | null;
}

/**
 * What Asterisk would read together. A reload reads all of our files, so each other one must be as we wrote it: one that
 * is broken takes others down with it (seen on 22.10.1). Without a reload, other tenants' files are nobody's matter.
 */
async function readTogether(
  files: OwnedFiles,
  own: readonly TextFile[],
  reload: boolean,
): Promise<Result<Together, Failure>> {
  const listed = await files.list(DIALPLAN_FOLDER);
  if (!listed.ok) return fail(filesFailed('validating', listed.error));
  const others = listed.value.filter(
    (path) => path.endsWith('.conf') && !own.some((file) => file.path === path) && (reload || !isOfOne(path)),
  );
  const found: TextFile[] = [...own];
  for (const path of others) {
    const text = await files.readUnchanged(path);
    if (text.ok) found.push({ path, text: text.value });
    else if (reload || text.error.code !== 'files.drift') return fail(filesFailed('validating', text.error));
    else return ok({ files: own, edited: path });
  }
  return ok({ files: found, edited: null });
}

async function tryIt({ deps, order, work, rendered }: Validating, { files, edited }: Together): Promise<Tried> {
  if (edited !== null)
    return {
      warning: `Not tried in a throwaway Asterisk: ${edited} was edited by hand since it was loaded.`,
      detail: 'without a throwaway Asterisk',
      parts: [],
    };
  const shadow = deps.shadow ?? null;
  const keys = rendered.keys(work.to, order.id);
  if (!order.tenant) {
    const samples = rendered.samples(NOBODY, []);
    // A generation that is whole, and in which nobody is: the box's own part is what is tried.
    const seeds = [...new Set(samples.calls.map((call) => call.tag))].flatMap((tag) => [
      { family: `sc/g/${tag}/1`, key: 'meta', value: 'v1;shadow;0;' },
      ...shadowKeys(tag, 1, { keys: [], facts: NOBODY }),
    ]);
    return tryInShadow(shadow, { order, files, keys: seeds, samples });
  }
  const facts = await deps.records.withLiveFacts(order, async (read) => read);
  const samples = rendered.samples(facts, emergencyNumbersIn(files));
  const seeds = shadowKeys(order.tenant.tag, work.to, { keys, facts });
  return tryInShadow(shadow, { order, files, keys: seeds, samples });
}

const isOfOne = (path: string): boolean =>
  path.startsWith(`${DIALPLAN_FOLDER}/tenants/`) || path.startsWith(`${DIALPLAN_FOLDER}/trunks/`);

const NOBODY = { tenantSuspended: false, suspendedUsers: new Set<never>(), revoked: new Set<never>() };

/** Those of the core that is live: a change of them may be pending for the box. */
const emergencyNumbersIn = (files: readonly TextFile[]): string[] =>
  files
    .flatMap((file) => (file.text.includes('[sc-emergency]') ? parseDialplan(file.text).contexts : []))
    .filter((context) => context.name === 'sc-emergency')
    .flatMap((context) => context.extensions.map((extension) => extension.match))
    // What else somebody wrote in there by hand is not for us to dial.
    .filter((match) => /^\d+$/.test(match));
