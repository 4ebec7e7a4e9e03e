import { z } from 'zod';
import { jobId, tenantId } from '../ids.ts';
import { instant, page, pageInput } from '../paging.ts';

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

export const jobStatus = z.enum(['PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'ROLLED_BACK', 'NEEDS_HELP']);
export type JobStatus = z.infer<typeof jobStatus>;

/** One field that differs; `from` null: absent before; values are ready to be shown, secrets never among them. */
export const fieldChange = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });
/** One object that differs between what is live and what is meant. */
export const objectChange = z.object({
  kind: z.enum(['tenant', 'user', 'device', 'box']),
  id: z.string(),
  name: z.string(),
  /** What a person calls it besides the name, e.g. the extension or the owner of a device. */
  detail: z.string().nullable(),
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
  runningJobId: jobId.nullable(),
});
export type PendingView = z.infer<typeof pendingView>;

/** What would be written, as text, for those who want to see it. Secrets (digests) are masked. */
export const textChange = z.object({
  target: z.enum(['file', 'realtime', 'astdb']),
  name: z.string(),
  before: z.string(),
  after: z.string(),
});
export const previewView = pendingView.extend({
  text: z.array(textChange),
  reloads: z.array(z.string()),
  problems: z.array(z.record(z.string(), z.unknown())),
});
export type PreviewView = z.infer<typeof previewView>;

export const stepRecord = z.object({
  step: applyStepName,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  startedAt: instant.nullable(),
  ms: z.number().nullable(),
  detail: z.string().nullable(),
});
export type StepRecord = z.infer<typeof stepRecord>;

export const jobError = z.object({
  code: z.string(),
  step: applyStepName.nullable(),
  object: z.string().nullable(),
  detail: z.string(),
  remedy: z.string(),
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
  steps: z.array(stepRecord),
  changes: z.array(objectChange),
  warnings: z.array(z.string()),
  error: jobError.nullable(),
});
export type JobView = z.infer<typeof jobView>;

export const startApplyInput = z.object({ tenantId, reason: z.string().max(500).optional() });
export const jobInput = z.object({ tenantId, id: jobId });
export const listJobsInput = z.object({ tenantId, ...pageInput });
export const jobPage = page(jobView);
