import type {
  DriftItem,
  FreezeView,
  GenerationView,
  JobView,
  ObjectChange,
  RestoreNote,
  TextChange,
} from '@synergycall/domain';
import { formatMomentInFull, noteText, sentencesOf, stepText, t } from '@synergycall/ui/messages';

/** Where a command prints; `json` true: one JSON document and nothing else on standard output. */
export interface Output {
  readonly json: boolean;
  line(text: string): void;
  /** Progress and questions: not part of the result. */
  note(text: string): void;
  result(value: unknown): void;
}

/**
 * SECURITY: reasons, names and hand-edited text were written by others: what a terminal would take for an order (escape
 * sequences, direction marks) is shown as a mark, and a line stays one line.
 */
export const printable = (text: string): string =>
  text
    .replaceAll('\n', '\n    ')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

export const sayChanges = (out: Output, changes: readonly ObjectChange[]): void => {
  const mark = { new: '+', changed: '~', removed: '-' } as const;
  for (const change of changes) out.line(`  ${mark[change.change]} ${sentencesOf(change).join(' ')}`);
};

/** As `diff -u` would, without line numbers: short texts, read by people. */
export function sayTexts(out: Output, texts: readonly TextChange[]): void {
  for (const { target, name, before, after } of texts) {
    out.line(`--- ${target} ${name}`);
    const old = before === '' ? [] : before.replace(/\n$/, '').split('\n');
    const now = after === '' ? [] : after.replace(/\n$/, '').split('\n');
    const kept = new Set(old.filter((line) => now.includes(line)));
    for (const line of old) if (!kept.has(line)) out.line(`- ${line}`);
    for (const line of now) if (!kept.has(line)) out.line(`+ ${line}`);
  }
}

/** How a job stands or ended: verdict, where, what to do. */
export function sayJob(out: Output, job: JobView): void {
  out.line(
    t('cli.job', {
      id: job.id,
      status: t(`apply.status.${job.status}`),
      who: job.actor,
      what: job.tenantName ?? t('cli.box'),
      when: formatMomentInFull(job.finishedAt ?? job.startedAt ?? job.requestedAt),
      count: job.changeCount,
    }),
  );
  for (const step of job.steps) if (step.state === 'done' || step.state === 'failed') out.line(`  ${sayStep(step)}`);
  for (const warning of job.warnings) out.line(`  ! ${warning}`);
  if (!job.error) return;
  const { step, object, place, detail, remedy, commands } = job.error;
  const where = [
    step && stepText(step),
    object,
    place && `${place.file}${place.line === null ? '' : `:${place.line}`}`,
  ].filter(Boolean);
  out.line(`  ${where.join(' · ')}`);
  out.line(`  ${detail}`);
  out.line(`  ${remedy}`);
  for (const command of commands ?? []) out.line(`    ${command}`);
}

export const sayStep = ({ step, state, ms, detail }: JobView['steps'][number]): string =>
  `${state === 'failed' ? '✗' : '✓'} ${stepText(step).padEnd(12)} ${ms === null ? '' : `${ms} ms`.padStart(9)}${detail === null ? '' : `  ${detail}`}`;

export function sayDrift(out: Output, items: readonly DriftItem[]): void {
  for (const item of items) {
    const whom = item.object ? ` (${item.object.name})` : '';
    out.line(`  ${item.key}: ${t(`cli.drift.${item.found}`, { store: item.store, name: `${item.name}${whom}` })}`);
    sayTexts(out, [{ target: 'file', name: item.name, before: item.meant, after: item.live }]);
  }
}

export const sayFreeze = ({ id, window, reason, by, active }: FreezeView): string => {
  const when =
    window.kind === 'once'
      ? t('freeze.once', { from: formatMomentInFull(window.from), until: formatMomentInFull(window.until) })
      : t(window.until > window.from ? 'freeze.weekly' : 'freeze.weekly.overnight', {
          days: window.days.map((day) => t(`freeze.day.${day}`)).join(' '),
          from: window.from,
          until: window.until,
        });
  return `${id}  ${when}  ${reason}  ${by}${active ? `  (${t('freeze.active')})` : ''}`;
};

/** A version that was live. */
export const sayVersion = ({ generation, liveSince, actor, changeCount, reason, live }: GenerationView): string =>
  t(live ? 'cli.version.live' : 'cli.version', {
    generation,
    when: formatMomentInFull(liveSince),
    who: actor,
    n: changeCount,
    reason: reason ?? '',
  }).trimEnd();

export const sayNotes = (out: Output, notes: readonly RestoreNote[]): void => {
  for (const note of notes) out.line(`  ${note.blocks ? '✗' : '!'} ${sayNote(note)}`);
};

function sayNote(note: RestoreNote): string {
  const { said, todo } = noteText(note);
  return todo === undefined ? said : `${said} ${todo}`;
}
