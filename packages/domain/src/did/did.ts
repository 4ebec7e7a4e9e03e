import { z } from 'zod';
import { didId, didImportId, tenantId, userId } from '../ids.ts';
import { e164 } from '../numbers.ts';
import { instant, page, pageInput, revision } from '../paging.ts';
import { oneLine } from '../text.ts';
import { destination, destinationView } from './destination.ts';

/** free: in the platform's inventory; allocated: a tenant's, calls go to the tenant's default; assigned: has a destination. */
export const didStatus = z.enum(['free', 'allocated', 'assigned']);
export type DidStatus = z.infer<typeof didStatus>;

/** '' where there is nothing to say. */
const optionalLine = (max: number) => z.union([z.literal(''), oneLine(max)]);
/** PostgreSQL knows no year 0. */
const portInOn = z.iso.date().refine((day) => !day.startsWith('0000'), { error: 'text.not-a-date' });

export const didView = z.object({
  id: didId,
  number: e164,
  label: z.string(),
  provider: z.string(),
  /** Free text, such as how the port-in stands. */
  note: z.string(),
  /** The day on which the number is ported in; null: it is here. */
  portInOn: portInOn.nullable(),
  status: didStatus,
  tenantId: tenantId.nullable(),
  tenantName: z.string().nullable(),
  target: destinationView.nullable(),
  /** Of the tenant's model: not yet live, changed since the last apply, or as applied. */
  pending: z.enum(['new', 'changed', 'none']),
  revision,
  createdAt: instant,
});
export type DidView = z.infer<typeof didView>;

const filters = {
  ...pageInput,
  /** Part of the number (spaces, dashes, dots and brackets count for nothing), label, provider or note. */
  search: z.string().max(200).optional(),
  status: didStatus.optional(),
  provider: optionalLine(80).optional(),
  sort: z.enum(['number', 'label', 'created']).default('number'),
  descending: z.boolean().default(false),
};
/** A tenant's own numbers; `userId`: those that reach this person directly. */
export const listDidsInput = z.object({ tenantId, ...filters, userId: userId.optional() });
export type ListDids = z.infer<typeof listDidsInput>;
/** The whole box's; `inTenant` null: those of nobody. */
export const listInventoryInput = z.object({ ...filters, inTenant: tenantId.nullable().optional() });
export type ListInventory = z.infer<typeof listInventoryInput>;
/** `providers`: those that occur in the scope, by name, for a filter. */
export const didPage = page(didView).extend({ providers: z.array(z.string()) });

const fields = {
  label: optionalLine(80).default(''),
  provider: optionalLine(80).default(''),
  note: optionalLine(500).default(''),
  portInOn: portInOn.nullable().default(null),
};
export const createDidInput = z.object({ number: e164, ...fields });
export type CreateDid = z.infer<typeof createDidInput>;
/** Of the inventory, by the platform. */
export const updateDidInput = z.object({
  id: didId,
  revision,
  label: optionalLine(80).optional(),
  provider: optionalLine(80).optional(),
  note: optionalLine(500).optional(),
  portInOn: portInOn.nullable().optional(),
});
export type UpdateDid = z.infer<typeof updateDidInput>;
export const labelDidInput = z.object({ tenantId, id: didId, revision, label: optionalLine(80) });
export type LabelDid = z.infer<typeof labelDidInput>;

const someDids = z.array(didId).min(1).max(1_000);
/** All of them or none. */
export const allocateDidsInput = z.object({ ids: someDids, to: tenantId });
export const didsInput = z.object({ ids: someDids });
/** Gives numbers of one's own back to the platform; assigned ones are refused (FR-106). */
export const returnDidsInput = z.object({ tenantId, ids: someDids });
/** `target` null: unassigned, calls go to the tenant's default. Pending until the next apply. */
export const assignDidInput = z.object({ tenantId, id: didId, revision, target: destination.nullable() });
export type AssignDid = z.infer<typeof assignDidInput>;
/** The same for many, without a revision: whatever they point at now. All of them or none. */
export const assignDidsInput = z.object({ tenantId, ids: someDids, target: destination.nullable() });
export type AssignDids = z.infer<typeof assignDidsInput>;
export const changedDids = z.object({ changed: z.number().int() });

/** One row of an import, judged. `line`: of the file, the first one is 1. */
export const importRow = z.object({
  line: z.number().int(),
  /** As it stands in the file. */
  number: z.string(),
  verdict: z.enum(['new', 'same', 'changed', 'conflict', 'invalid']),
  /** What would change, field by field; of `new` rows what is set. */
  fields: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  /** Why it is a conflict or invalid; null: neither. */
  why: z
    .object({
      reason: z.enum([
        'not-e164',
        'twice-in-file',
        'unknown-tenant',
        'unknown-extension',
        'extension-without-tenant',
        'assigned-elsewhere',
        'shown-elsewhere',
        'text-invalid',
        'date-invalid',
        'unknown-column',
      ]),
      /** What it is about: the tenant, the extension, the other line, the field. */
      detail: z.string(),
    })
    .nullable(),
});
export type ImportRow = z.infer<typeof importRow>;
export const importFormat = z.enum(['csv', 'json']);
export const importDidsInput = z.object({ format: importFormat, text: z.string().max(20_000_000) });
export const importCounts = z.object({
  new: z.number().int(),
  same: z.number().int(),
  changed: z.number().int(),
  conflict: z.number().int(),
  invalid: z.number().int(),
});
export const importPreview = z.object({
  rows: z.array(importRow),
  counts: importCounts,
  /** Stands for file and inventory as they were looked at; `import` refuses with `did.import-stale` when either differs. */
  mark: z.string(),
});
export type ImportPreview = z.infer<typeof importPreview>;
/** Rows in conflict or invalid stop the whole import, unless `skipBad`. */
export const runImportInput = importDidsInput.extend({ mark: z.string(), skipBad: z.boolean().default(false) });
export const importDone = z.object({ importId: didImportId, counts: importCounts });
export const importView = z.object({
  id: didImportId,
  at: instant,
  actor: z.string(),
  counts: importCounts,
  undoneAt: instant.nullable(),
});
export type ImportView = z.infer<typeof importView>;
export const importList = z.object({ rows: z.array(importView) });
export const undoImportInput = z.object({ id: didImportId });
export const exportDidsInput = z.object({ format: importFormat, inTenant: tenantId.nullable().optional() });
export const exportedDids = z.object({ text: z.string(), count: z.number().int() });

/** What a number does when somebody calls it, for the box's own look at one number. */
export const didInput = z.object({ tenantId, id: didId });
