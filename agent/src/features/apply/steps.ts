import { fail, ok, type Failure, type JobView, type Result } from '@synergycall/domain';
import type { FileBefore } from '../../platform/files/index.ts';
import type { Journal } from '../../platform/journal/index.ts';
import { refuseStates } from './drift-refuse.ts';
import { filesFailed, portFailed } from './step-failure.ts';
import type { ApplyRecord } from './journal-records.ts';
import type { Phase } from './machine.ts';
import type { JobOrder, LiveFacts, Rendered, Taken } from './ports.ts';
import { changeOf, sayRealtime, type RowChange } from './rows.ts';
import { digitsIn, planHandOver, proveHints, type HintChange } from './did-hints.ts';
import type { RunnerDeps } from './sides.ts';
import { validate } from './validate.ts';
import { mailboxRowsOf } from './mailbox-rows.ts';
import { queueRowsOf } from './queue-rows.ts';
import { authRowsOf } from './trunk-auths.ts';
import { isTrunkFile } from './trunk-files.ts';
import { verifyApplied } from './verify-step.ts';

/** What the steps hand to the later ones; each is set by the step that its name says. */
export interface Work {
  taken?: Taken;
  from: number | null;
  to: number;
  rendered?: Rendered;
  files: readonly { path: string; text: string }[];
  befores?: readonly FileBefore[];
  facts?: LiveFacts;
  /** Hints of public numbers that are written with the flip. */
  hints?: readonly HintChange[];
  rows?: RowChange;
  /** Said by the step under way, besides its end: the runner takes them over when it ends. */
  readonly warnings: string[];
  readonly parts: { name: string; ms: number }[];
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
  const numbers = (): string[] => digitsIn(rendered().keys(work.to, order.id));

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
      const states = await refuseStates(deps, order);
      return states.ok ? validate({ deps, order, work, rendered: rendered() }) : states;
    },

    async backingUp(job) {
      const bytes = work.files.reduce((sum, file) => sum + Buffer.byteLength(file.text), 0);
      const space = await files.refuseFullDisk(bytes);
      if (!space.ok) return fail(filesFailed('backingUp', space.error));
      const writable = await files.refuseUnwritable(work.files);
      if (!writable.ok) return fail(filesFailed('backingUp', writable.error));
      const about = {
        generation: work.to,
        job: order.id,
        box: order.boxId,
        tenant: order.tenant,
        who: order.actor.name,
        when: new Date(deps.now()).toISOString(),
        why: order.reason,
      };
      const backed = await files.keepGeneration(about, work.files);
      if (!backed.ok) return fail(filesFailed('backingUp', backed.error));
      work.befores = backed.value;
      // Edited since it was validated: the edit would be what is backed up, and then be written over without a word.
      const still = await files.refuseDrift(work.files, order.overwrite);
      if (!still.ok) return fail(filesFailed('backingUp', still.error));
      await records.keepSnapshot(order, work.to, taken().tenant ?? taken().box);
      await journal.append({ kind: 'begin', order, from: work.from, to: work.to, owner: deps.owner, job });
      await journal.append({ kind: 'files', files: backed.value });
      return ok(null);
    },

    async writing() {
      const sounds = await writeSounds();
      if (!sounds.ok) return sounds;
      const written = tag ? await writeRows(tag) : ok(null);
      if (!written.ok) return written;
      const boxes = tag ? await writeMailboxes(tag) : ok(undefined);
      if (!boxes.ok) return boxes;
      const queues = await writeQueues();
      if (!queues.ok) return queues;
      if (tag) {
        await journal.append({ kind: 'keys' });
        const put = await asterisk.putKeys(rendered().keys(work.to, order.id));
        if (!put.ok) return fail(portFailed('writing', 'Asterisk', put.error));
        const plan = await planHandOver(asterisk, { tag, from: work.from, to: work.to, digits: numbers() });
        if (!plan.ok) return fail(portFailed('writing', 'Asterisk', plan.error));
        work.hints = plan.value.after;
        if (plan.value.before.length > 0) {
          const hinted = await asterisk.writeHints(plan.value.before);
          if (!hinted.ok) return fail(portFailed('writing', 'Asterisk', hinted.error));
        }
      }
      const auths = await writeTrunkAuths();
      if (!auths.ok) return auths;
      for (const file of work.files) {
        await journal.append({ kind: 'file', path: file.path });
        // Edited since it was looked at: not ours to replace.
        const swapped = await files.swap(
          file,
          work.befores?.find(({ path }) => path === file.path),
        );
        if (!swapped.ok) return fail(filesFailed('writing', swapped.error));
      }
      return written;
    },

    async reloading() {
      const phones = rendered().newAgentPhones === true;
      if (work.files.length === 0 && !phones) return ok('nothing to reload');
      if (work.files.length > 0) await journal.append({ kind: 'reload' });
      const done: string[] = [];
      if (work.files.some((file) => !isTrunkFile(file))) {
        const reloaded = await asterisk.reloadDialplan();
        if (!reloaded.ok) return fail(portFailed('reloading', 'Asterisk', reloaded.error));
        done.push('pbx_config');
      }
      // After the dialplan: a trunk that is new finds its context there.
      if (phones || work.files.some(isTrunkFile)) {
        const reloaded = await asterisk.reloadTrunks();
        if (!reloaded.ok) return fail(portFailed('reloading', 'Asterisk', reloaded.error));
        done.push('res_pjsip');
      }
      return ok(done.join(', '));
    },

    async flipping() {
      if (!tag) return ok(null);
      if (lost.aborted) return fail({ code: 'database.down', detail: 'the lock of this apply was lost' });
      await journal.append({ kind: 'flip' });
      const flipped = await asterisk.setPointer(tag, work.to);
      if (!flipped.ok) return fail(portFailed('flipping', 'Asterisk', flipped.error));
      if (work.hints && work.hints.length > 0) {
        const hinted = await asterisk.writeHints(work.hints);
        if (!hinted.ok) return fail(portFailed('flipping', 'Asterisk', hinted.error));
      }
      const proved = await proveHints(asterisk, { tag, generation: work.to, digits: numbers() });
      return proved.ok
        ? ok(`generation ${work.to}`)
        : fail(portFailed('flipping', `sc/did/${proved.error.digits}`, proved.error));
    },

    async verifying(job) {
      const verified = await verifyApplied({ deps, order, work, rendered: rendered() });
      if (!verified.ok) return verified;
      if (lost.aborted) return fail({ code: 'database.down', detail: 'the lock of this apply was lost' });
      // The point of no return. If this line does not reach the disk, the step has failed and is undone.
      await journal.append({ kind: 'committed', at: deps.now(), remove: work.rows?.remove ?? [], job });
      return verified;
    },
  };

  /** Without an intent in the journal: a file that nothing names yet is nobody's harm, and is collected. */
  async function writeSounds(): Promise<Result<void, Failure>> {
    const ids = rendered().sounds ?? [];
    if (!order.tenant || !deps.sounds || ids.length === 0) return ok(undefined);
    const written = await deps.sounds.put(order.tenant, ids);
    return written.ok ? written : fail(portFailed('writing', 'announcements', written.error));
  }

  /** What the new files will name is there before them. SECURITY: the journal holds names, never a password. */
  async function writeTrunkAuths(): Promise<Result<void, Failure>> {
    const change = rendered().trunkAuths;
    if (!change) return ok(undefined);
    const rows = await authRowsOf(realtime, change);
    if (!rows.ok) return fail(portFailed('writing', 'realtime', sayRealtime(rows.error)));
    const { put, added, unused } = rows.value;
    if (put.length === 0 && unused.length === 0) return ok(undefined);
    await journal.append({ kind: 'auths', added, unused });
    const written = await realtime.writeTrunkAuths({ put });
    if (!written.ok) return fail(portFailed('writing', 'realtime', sayRealtime(written.error)));
    const expired = await asterisk.expireCached(put.map((row) => row.id));
    return expired.ok ? ok(undefined) : fail(portFailed('writing', 'Asterisk', expired.error));
  }

  /** A call finds its mailbox before any generation sends it there. */
  async function writeMailboxes(own: string): Promise<Result<void, Failure>> {
    const change = rendered().mailboxes;
    if (!change) return ok(undefined);
    const rows = await mailboxRowsOf(realtime, own, change);
    if (!rows.ok) return fail(portFailed('writing', 'realtime', sayRealtime(rows.error)));
    const { put, added, unused } = rows.value;
    if (put.length === 0 && unused.length === 0) return ok(undefined);
    await journal.append({ kind: 'mailboxes', added, unused });
    if (put.length === 0) return ok(undefined);
    const written = await realtime.writeMailboxes({ put });
    return written.ok ? ok(undefined) : fail(portFailed('writing', 'realtime', sayRealtime(written.error)));
  }

  /**
   * A call finds its queue before any generation sends it there; whoever waits in one that changes goes on waiting. New
   * agents begin logged in.
   */
  async function writeQueues(): Promise<Result<void, Failure>> {
    const models = rendered().queues;
    if (!models) return ok(undefined);
    const rows = await queueRowsOf(realtime, files.etc, models);
    if (!rows.ok) return fail(portFailed('writing', 'realtime', sayRealtime(rows.error)));
    const { put, added, before, unused } = rows.value;
    if (put.length === 0 && unused.length === 0) return ok(undefined);
    await journal.append({ kind: 'queues', changed: before, added, unused });
    if (put.length === 0) return ok(undefined);
    const written = await realtime.writeQueueRows({ put });
    return written.ok ? ok(undefined) : fail(portFailed('writing', 'realtime', sayRealtime(written.error)));
  }

  /** The live lock is held from reading who is suspended or revoked until the rows are committed. */
  function writeRows(own: string): StepResult {
    return records.withLiveFacts(order, async (facts): StepResult => {
      work.facts = facts;
      const there = await realtime.readAll(own);
      if (!there.ok) return fail(portFailed('writing', 'realtime', sayRealtime(there.error)));
      // Rows that SynergyCall never wrote are drift: they go when an admin names them.
      const known = new Set<string>([
        ...(taken().lastTenant?.devices.map((device) => device.sipUsername) ?? []),
        ...facts.revoked,
      ]);
      const rows = changeOf(there.value, rendered().devices(facts), (id) => known.has(id));
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

function missing(what: string): never {
  throw new Error(`apply: no ${what} yet`);
}
