import { z } from 'zod';
import { jobId, tenantId } from '../ids.ts';
import { instant, page, pageInput } from '../paging.ts';
import { scheduleInput, scheduleView } from './schedule.ts';

/** The steps that a person sees, in order. `restore` shows up only when an apply is undone. */
export const applyStepName = z.enum([
  'check',
  'render',
  'validate',
  'backup',
  'write',
  'reload',
  'flip',
  'verify',
  'clean-up',
  'restore',
]);
export type ApplyStepName = z.infer<typeof applyStepName>;

/** PENDING: scheduled or queued, nothing was done yet. CANCELLED: withdrawn before it began. */
export const jobStatus = z.enum(['PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'ROLLED_BACK', 'NEEDS_HELP', 'CANCELLED']);
export type JobStatus = z.infer<typeof jobStatus>;

/** One field that differs; `from` null: absent before; values are ready to be shown, secrets never among them. */
export const fieldChange = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });
export type FieldChange = z.infer<typeof fieldChange>;
export const objectKind = z.enum(['tenant', 'user', 'device', 'did', 'flow', 'trunk', 'policy', 'location', 'box']);
export type ObjectKind = z.infer<typeof objectKind>;
/** One object that differs between what is live and what is meant. */
export const objectChange = z.object({
  kind: objectKind,
  id: z.string(),
  name: z.string(),
  /** What a person calls it besides the name, e.g. the extension or the owner of a device. */
  detail: z.string().nullable(),
  /** Whose it is, such as the person of a device, as they are called now; absent in jobs of earlier versions. */
  owner: z.object({ id: z.string(), name: z.string(), detail: z.string().nullable() }).optional(),
  change: z.enum(['new', 'changed', 'removed']),
  fields: z.array(fieldChange),
});
export type ObjectChange = z.infer<typeof objectChange>;

export const pendingView = z.object({
  tenantId,
  tenantName: z.string(),
  count: z.number().int(),
  changes: z.array(objectChange),
  lastAppliedAt: instant.nullable(),
  /** The generation that is live; null: nothing was ever applied. */
  generation: z.number().int().nullable(),
  runningJobId: jobId.nullable(),
  /** Jobs of this tenant that wait for their time or their turn. */
  waitingJobIds: z.array(jobId),
  /** What is live and differs from what was applied, as of the last look. */
  driftCount: z.number().int(),
  /** Until when no apply is allowed; null: now is no freeze. */
  frozenUntil: instant.nullable(),
});
export type PendingView = z.infer<typeof pendingView>;

/** What would be written, as text, for those who want to see it. Secrets (digests) are masked. */
export const textChange = z.object({
  target: z.enum(['file', 'realtime', 'astdb']),
  name: z.string(),
  before: z.string(),
  after: z.string(),
});
export type TextChange = z.infer<typeof textChange>;
/** `previewView` of drift.ts adds what differs already. */
export const previewOfChanges = pendingView.extend({
  text: z.array(textChange),
  reloads: z.array(z.string()),
  problems: z.array(z.record(z.string(), z.unknown())),
});

export const stepRecord = z.object({
  step: applyStepName,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  startedAt: instant.nullable(),
  ms: z.number().nullable(),
  detail: z.string().nullable(),
  /** What the step was made of, such as `shadow.boot`; absent in jobs of earlier versions. */
  parts: z.array(z.object({ name: z.string(), ms: z.number() })).optional(),
});
export type StepRecord = z.infer<typeof stepRecord>;

export const jobError = z.object({
  code: z.string(),
  step: applyStepName.nullable(),
  object: z.string().nullable(),
  detail: z.string(),
  remedy: z.string(),
  /** The object as a screen can open it. */
  target: z.object({ kind: objectKind, id: z.string() }).optional(),
  /** Where in which file of ours. */
  place: z.object({ file: z.string(), line: z.number().int().nullable() }).optional(),
  /** For a person at a shell, when even the rollback failed: one per line, ready to be pasted. */
  commands: z.array(z.string()).optional(),
});
export type JobError = z.infer<typeof jobError>;

export const jobView = z.object({
  id: jobId,
  tenantId: tenantId.nullable(),
  tenantName: z.string().nullable(),
  status: jobStatus,
  actor: z.string(),
  reason: z.string().nullable(),
  requestedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  generation: z.number().int().nullable(),
  schedule: scheduleView,
  steps: z.array(stepRecord),
  /** How many objects differ; `changes` holds the first MOST_SHOWN of them in lists and while the job runs, else all. */
  changeCount: z.number().int(),
  changes: z.array(objectChange),
  warnings: z.array(z.string()),
  error: jobError.nullable(),
});
export type JobView = z.infer<typeof jobView>;

/** As many changes as a list of jobs or a job under way carries. */
export const MOST_SHOWN = 5;

const reason = z.string().max(500).optional();
const options = {
  reason,
  schedule: scheduleInput.default({ mode: 'now' }),
  /** Allowed to those who may `apply.override-freeze`; audited. */
  ignoreFreeze: z.boolean().default(false),
};
export const startApplyInput = z.object({ tenantId, ...options });
/** Everything that is pending on the box: a job per tenant with changes, and one for the box if it has some. */
export const startAllInput = z.object(options);
export const startBoxInput = z.object(options);
export const startedAll = z.object({
  jobs: z.array(jobView),
  /** Tenants left out, with the code of the failure that says why (`apply.frozen`, …). */
  skipped: z.array(z.object({ tenantId, tenantName: z.string(), code: z.string() })),
  /** The same of the part that all tenants share; absent: it was not left out. */
  boxSkipped: z.string().optional(),
});
/** Pending changes of the part that all tenants share. */
export const boxPendingView = pendingView.omit({ tenantId: true, tenantName: true, frozenUntil: true });
export type BoxPendingView = z.infer<typeof boxPendingView>;
/** What is pending anywhere on the box, a line per tenant that has something. */
export const pendingSummary = z.object({
  box: z.number().int(),
  tenants: z.array(z.object({ tenantId, tenantName: z.string(), count: z.number().int() })),
});
export const jobInput = z.object({ tenantId, id: jobId });
const jobFilter = {
  /** None: all. */
  statuses: z.array(jobStatus).max(10).optional(),
  /** Part of the reason, of the actor's or of the tenant's name. */
  search: z.string().max(100).optional(),
};
export const listJobsInput = z.object({ tenantId, ...pageInput, ...jobFilter });
/** Of the whole box: all tenants' and its own. */
export const listAllJobsInput = z.object({ ...pageInput, ...jobFilter });
export const boxJobInput = z.object({ id: jobId });
export const jobPage = page(jobView);
export type JobPage = z.infer<typeof jobPage>;
