import type { JobView, ScheduleInput } from '@synergycall/domain';
import { t } from '@synergycall/ui/messages';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Command } from '../command.ts';
import { EXIT, exitOf, Stop, type Exit } from '../exit.ts';
import { tenantOf, type Client } from '../link.ts';
import { sayJob, sayStep, type Output } from '../say.ts';
import { instantOf, misused, parseWords } from '../words.ts';

const POLL_MS = 150;
const WAITING_MS = 500;

/** Makes what is pending live: one tenant's, everybody's (`--all`), or the part that all share (`--box`). */
export const apply: Command = async ({ words, out, signedIn }) => {
  const { values } = parseWords(words, {
    reason: { type: 'string' },
    at: { type: 'string' },
    'quiet-until': { type: 'string' },
    'at-deadline': { type: 'string' },
    after: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    box: { type: 'boolean', default: false },
    'ignore-freeze': { type: 'boolean', default: false },
    'no-wait': { type: 'boolean', default: false },
  });
  if (values.all && values.box) throw misused(t('cli.only-one', { words: '--all, --box' }));
  const schedule = scheduleOf(values);
  const { client } = signedIn();
  const wish = {
    schedule,
    ignoreFreeze: values['ignore-freeze'],
    ...(values.reason === undefined ? {} : { reason: values.reason }),
  };
  const waits = !values['no-wait'] && schedule.mode !== 'at' && schedule.mode !== 'quiet';
  if (values.all) return applyAll({ client, out, wish, waits });
  if (values.box) {
    const job = await client.applies.startBox.mutate(wish);
    return follow({ out, waits, job, look: () => client.applies.boxJob.query({ id: job.id }) });
  }
  const { id: tenantId } = await tenantOf(client, values.tenant);
  const { count } = await client.applies.pending.query({ tenantId });
  // What is to begin later may be meant for changes that are still to come.
  if (count === 0 && schedule.mode !== 'at') {
    out.line(t('cli.nothing-pending'));
    out.result(null);
    return EXIT.ok;
  }
  const job = await client.applies.start.mutate({ tenantId, ...wish });
  return follow({ out, waits, job, look: () => client.applies.job.query({ tenantId, id: job.id }) });
};

/** At most one of the ways to wait; nothing said: at once. */
function scheduleOf(words: {
  at?: string;
  'quiet-until'?: string;
  'at-deadline'?: string;
  after: boolean;
}): ScheduleInput {
  const { at, 'quiet-until': deadline, 'at-deadline': atDeadline, after } = words;
  if ([at !== undefined, deadline !== undefined, after].filter(Boolean).length > 1)
    throw misused(t('cli.only-one', { words: '--at, --quiet-until, --after' }));
  if (atDeadline !== undefined && (deadline === undefined || (atDeadline !== 'apply' && atDeadline !== 'cancel')))
    throw misused(t('cli.at-deadline'));
  if (at !== undefined) return { mode: 'at', at: instantOf(at) };
  if (deadline !== undefined)
    return { mode: 'quiet', deadline: instantOf(deadline), atDeadline: atDeadline === 'cancel' ? 'cancel' : 'apply' };
  return { mode: after ? 'after' : 'now' };
}

interface All {
  readonly client: Client;
  readonly out: Output;
  readonly wish: { schedule: ScheduleInput; ignoreFreeze: boolean; reason?: string };
  readonly waits: boolean;
}

async function applyAll({ client, out, wish, waits }: All): Promise<Exit> {
  const started = await client.applies.startAll.mutate(wish);
  for (const { tenantName, code } of started.skipped) out.note(t('cli.skipped', { tenant: tenantName, why: code }));
  const { boxSkipped } = started;
  if (boxSkipped !== undefined) out.note(t('cli.skipped', { tenant: t('cli.box'), why: boxSkipped }));
  const ends: JobView[] = [];
  for (const job of started.jobs) {
    const look = () => client.applies.boxJob.query({ id: job.id });
    ends.push(waits ? await watch({ out, job, look }) : job);
  }
  for (const job of ends) sayJob(out, job);
  out.result({ ...started, jobs: ends });
  const worst = Math.max(EXIT.ok, ...ends.map((job) => exitOf(job.status)));
  return (worst === EXIT.ok && (started.skipped.length > 0 || boxSkipped !== undefined) ? EXIT.refused : worst) as Exit;
}

export interface Followed {
  readonly out: Output;
  readonly job: JobView;
  readonly look: () => Promise<JobView>;
}

export async function follow({ waits, ...what }: Followed & { readonly waits: boolean }): Promise<Exit> {
  const { out } = what;
  const job = waits ? await watch(what) : what.job;
  sayJob(out, job);
  if (job.status === 'PENDING') out.line(t('cli.waits', { id: job.id }));
  out.result(job);
  return exitOf(job.status);
}

/** Until its end; each step is told as it ends. */
async function watch({ out, job: first, look }: Followed): Promise<JobView> {
  const told = new Set<string>();
  // In a freeze, or behind others, that may be long: whoever looks at a silent terminal should know.
  if (first.status === 'PENDING') out.note(t('cli.waits', { id: first.id }));
  for (let job = first; ; job = await look()) {
    for (const step of job.steps)
      if ((step.state === 'done' || step.state === 'failed') && !told.has(step.step)) {
        told.add(step.step);
        if (process.stderr.isTTY) out.note(`  ${sayStep(step)}`);
      }
    if (job.status !== 'RUNNING' && job.status !== 'PENDING') return job;
    await sleep(job.status === 'PENDING' ? WAITING_MS : POLL_MS);
  }
}

/** `cancel JOB`: one that waits, of whichever tenant one may apply. */
export const cancel: Command = async ({ words, out, signedIn }: Call) => {
  const { values, positionals } = parseWords(words, { box: { type: 'boolean', default: false } }, 1);
  const [id] = positionals;
  if (id === undefined) throw new Stop(EXIT.usage, t('cli.missing', { command: 'cancel', what: 'JOB' }));
  const { client } = signedIn();
  const job = values.box
    ? await client.applies.cancelBox.mutate({ id: id as JobView['id'] })
    : await client.applies.cancel.mutate({
        tenantId: (await tenantOf(client, values.tenant)).id,
        id: id as JobView['id'],
      });
  sayJob(out, job);
  out.result(job);
  return EXIT.ok;
};
