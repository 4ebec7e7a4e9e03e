import { parseDialplan } from '@synergycall/asterisk';
import { fail, ok, type Failure, type JobView, type Result } from '@synergycall/domain';
import type { OwnedFiles } from '../../platform/files/index.ts';
import type { Journal } from '../../platform/journal/index.ts';
import { filesFailed, portFailed, stepFailed } from './step-failure.ts';
import type { ApplyRecord } from './journal-records.ts';
import type { Phase } from './machine.ts';
import type { JobOrder, LiveFacts, Rendered, Taken } from './ports.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { changeOf, sayRealtime, type RowChange } from './rows.ts';
import type { RunnerDeps } from './sides.ts';
import { verify, type Verified } from './verify.ts';

/** What the steps hand to the later ones; each is set by the step that its name says. */
export interface Work {
  taken?: Taken;
  from: number | null;
  to: number;
  rendered?: Rendered;
  files: readonly { path: string; text: string }[];
  facts?: LiveFacts;
  rows?: RowChange;
}

export type StepResult = Promise<Result<string | null, Failure>>;

export interface StepContext {
  readonly deps: RunnerDeps;
  readonly order: JobOrder;
  readonly journal: Journal<ApplyRecord>;
  readonly work: Work;
  readonly lost: AbortSignal;
}

/** The work of each phase. The intent is in the journal before each effect that Asterisk could see. */
export function stepsOf({
  deps,
  order,
  journal,
  work,
  lost,
}: StepContext): Record<Phase, (job: JobView) => StepResult> {
  const { records, files, realtime, asterisk } = deps;
  const tag = order.tenant?.tag ?? null;
  const taken = (): Taken => work.taken ?? missing('snapshot');
  const rendered = (): Rendered => work.rendered ?? missing('rendering');

  return {
    async checking() {
      if (!(await asterisk.waitLive(1_500)))
        return fail({ code: 'apply.asterisk-unreachable', detail: 'no AMI connection to a booted Asterisk' });
      const pong = await realtime.ping();
      if (!pong.ok) return fail(portFailed('checking', 'realtime', sayRealtime(pong.error)));
      work.taken = await records.take(order);
      if (tag) {
        const pointer = await asterisk.readPointer(tag);
        if (!pointer.ok) return fail({ code: 'apply.asterisk-unreachable', detail: pointer.error.detail });
        work.from = pointer.value;
      }
      work.to = await records.nextGeneration();
      return ok(null);
    },

    async rendering() {
      const made = deps.render(taken());
      if (!made.ok) return made;
      work.rendered = made.value;
      return ok(`${made.value.changes.length} changes`);
    },

    async validating() {
      for (const { path, text } of rendered().files) {
        const [problem] = parseDialplan(text).problems;
        if (problem)
          return fail(
            stepFailed('validating', {
              object: path,
              detail: `line ${problem.line}: ${problem.problem}`,
              remedy: 'This is an error of SynergyCall: report it with this line. Nothing was changed.',
            }),
          );
      }
      const drift = await files.refuseDrift(rendered().files);
      if (!drift.ok) return fail(filesFailed('validating', drift.error));
      const changed = await files.changed(rendered().files);
      if (!changed.ok) return fail(filesFailed('validating', changed.error));
      work.files = changed.value;
      // A reload reads all of our files: one that is broken or not ours takes others down with it (seen on 22.10.1).
      const folder = work.files.length > 0 ? await refuseBroken(files, work.files) : ok(undefined);
      if (!folder.ok) return folder;
      // Seam: the shadow Asterisk looks at the staged files and the generation's keys here (issue 3).
      return ok(null);
    },

    async backingUp(job) {
      const bytes = work.files.reduce((sum, file) => sum + Buffer.byteLength(file.text), 0);
      const space = await files.refuseFullDisk(bytes);
      if (!space.ok) return fail(filesFailed('backingUp', space.error));
      const backed = await files.backUp(order.id, work.files);
      if (!backed.ok) return fail(filesFailed('backingUp', backed.error));
      const staged = await files.stage(order.id, work.files);
      if (!staged.ok) return fail(filesFailed('backingUp', staged.error));
      await records.keepSnapshot(order, work.to, taken().tenant ?? taken().box);
      await journal.append({ kind: 'begin', order, from: work.from, to: work.to, owner: deps.owner, job });
      await journal.append({ kind: 'files', files: backed.value });
      return ok(null);
    },

    async writing() {
      const written = tag ? await writeRows(tag) : ok(null);
      if (!written.ok) return written;
      if (tag) {
        await journal.append({ kind: 'keys' });
        const put = await asterisk.putKeys(rendered().keys(work.to, order.id));
        if (!put.ok) return fail(portFailed('writing', 'Asterisk', put.error));
      }
      for (const file of work.files) {
        await journal.append({ kind: 'file', path: file.path });
        const swapped = await files.swap(file);
        if (!swapped.ok) return fail(filesFailed('writing', swapped.error));
      }
      return written;
    },

    async reloading() {
      if (work.files.length === 0) return ok('nothing to reload');
      await journal.append({ kind: 'reload' });
      const reloaded = await asterisk.reloadDialplan();
      return reloaded.ok ? ok('pbx_config') : fail(portFailed('reloading', 'Asterisk', reloaded.error));
    },

    async flipping() {
      if (!tag) return ok(null);
      if (lost.aborted) return fail({ code: 'database.down', detail: 'the lock of this apply was lost' });
      await journal.append({ kind: 'flip' });
      const flipped = await asterisk.setPointer(tag, work.to);
      return flipped.ok ? ok(`generation ${work.to}`) : fail(portFailed('flipping', 'Asterisk', flipped.error));
    },

    async verifying(job) {
      const verified = await verifyAsOfNow();
      if (!verified.ok) {
        const { kind, object, detail } = verified.error;
        return kind === 'unreachable'
          ? fail({ code: 'apply.asterisk-unreachable', detail })
          : fail(stepFailed('verifying', { object, detail }));
      }
      if (lost.aborted) return fail({ code: 'database.down', detail: 'the lock of this apply was lost' });
      // The point of no return. If this line does not reach the disk, the step has failed and is undone.
      await journal.append({ kind: 'committed', at: deps.now(), remove: work.rows?.remove ?? [], job });
      return ok(null);
    },
  };

  /**
   * Live acts go on while an apply is verified: who was suspended and what was revoked since the rows were written is
   * meant to be so. Only what no live act explains is a mismatch.
   */
  async function verifyAsOfNow(): Promise<Verified> {
    const written = [...(work.rows?.insert ?? []), ...(work.rows?.update ?? [])].map((row) => row.id);
    for (let facts = work.facts ?? NO_FACTS, looks = 1; ; looks++) {
      const { revoked } = facts;
      const verified = await verify(deps, {
        tag,
        generation: tag ? work.to : null,
        probe: rendered().probe(facts),
        endpoints: sample(written.filter((id) => !revoked.has(id))),
        wholeDialplan: work.files.length > 0 || !tag,
        texts: rendered().files,
      });
      if (verified.ok || verified.error.kind === 'unreachable' || !tag || looks === MOST_LOOKS) return verified;
      // Waits for an act that is under way.
      const now = await records.withLiveFacts(order, async (read) => read);
      if (sameFacts(facts, now)) return verified;
      facts = now;
    }
  }

  /** The live lock is held from reading who is suspended or revoked until the rows are committed. */
  function writeRows(own: string): StepResult {
    return records.withLiveFacts(order, async (facts): StepResult => {
      work.facts = facts;
      const there = await realtime.readAll(own);
      if (!there.ok) return fail(portFailed('writing', 'realtime', sayRealtime(there.error)));
      const rows = changeOf(there.value, rendered().devices(facts));
      work.rows = rows;
      if (rows.insert.length + rows.update.length === 0) return ok(null);
      await journal.append({ kind: 'rows', changed: rows.before, added: rows.insert.map((row) => row.id) });
      const written = await realtime.transact({ insert: rows.insert, update: rows.update });
      if (!written.ok) return fail(portFailed('writing', 'realtime', sayRealtime(written.error)));
      // A new phone may have been asked for in vain before; the changed ones are known by their old rows.
      const expired = await asterisk.expireCached(rows.update.map((row) => row.id));
      if (!expired.ok) return fail(portFailed('writing', 'Asterisk', expired.error));
      return ok(`${rows.insert.length} phones new, ${rows.update.length} changed`);
    });
  }
}

const NO_FACTS: LiveFacts = { tenantSuspended: false, suspendedUsers: new Set(), revoked: new Set() };

/** As many live acts in a row may meet one verification. */
const MOST_LOOKS = 5;
const sameFacts = (a: LiveFacts, b: LiveFacts): boolean =>
  a.tenantSuspended === b.tenantSuspended &&
  sameSet(a.suspendedUsers, b.suspendedUsers) &&
  sameSet(a.revoked, b.revoked);
const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

/** First, middle, last: enough to see that Asterisk reads the rows, cheap for a thousand of them. */
const sample = (ids: readonly string[]): string[] =>
  [...new Set([ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)])].filter((id) => id !== undefined);

/** Every other file of ours that the reload will read must be as we wrote it and read without a problem. */
async function refuseBroken(files: OwnedFiles, own: readonly { path: string }[]): Promise<Result<void, Failure>> {
  const listed = await files.list(DIALPLAN_FOLDER);
  if (!listed.ok) return fail(filesFailed('validating', listed.error));
  for (const path of listed.value.filter((name) => name.endsWith('.conf') && !own.some((file) => file.path === name))) {
    const text = await files.readUnchanged(path);
    if (!text.ok) return fail(filesFailed('validating', text.error));
    const [problem] = parseDialplan(text.value).problems;
    if (problem)
      return fail(
        stepFailed('validating', {
          object: path,
          detail: `line ${problem.line}: ${problem.problem}`,
          remedy: 'Repair or remove this file, then apply again.',
        }),
      );
  }
  return ok(undefined);
}

function missing(what: string): never {
  throw new Error(`apply: no ${what} yet`);
}
