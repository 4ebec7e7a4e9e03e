import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { instant } from '../paging.ts';
import { objectKind, previewOfChanges } from './apply.ts';

/** One thing that is live otherwise than it was applied. */
export const driftItem = z.object({
  /** Names store and place; the same difference keeps its key. */
  key: z.string(),
  store: z.enum(['file', 'realtime', 'astdb', 'dialplan']),
  /** The file's path, the phone's SIP username, the key, the context. */
  name: z.string(),
  found: z.enum(['changed', 'missing', 'foreign']),
  /** Whom it concerns, if that is known. */
  object: z.object({ kind: objectKind, id: z.string(), name: z.string() }).nullable(),
  /** As text, secrets masked. */
  meant: z.string(),
  live: z.string(),
  /** Stands for what was found; acting on a difference names it, so that nothing unseen is overwritten or kept. */
  seen: z.string(),
  adopt: z.discriminatedUnion('can', [
    /** `into`: the model takes it over (pending until applied, then nothing differs); the file is kept as it was edited. */
    z.object({ can: z.literal(true), into: z.enum(['model', 'file']) }),
    z.object({
      can: z.literal(false),
      because: z.enum(['not-in-the-model', 'invalid', 'needs-platform-admin', 'does-not-parse', 'memory-only']),
    }),
  ]),
});
export type DriftItem = z.infer<typeof driftItem>;

/** A hand edit that applies write instead of SynergyCall's own text. */
export const adoptedFile = z.object({
  /** The file's path. */
  name: z.string(),
  by: z.string(),
  at: instant,
});

export const driftView = z.object({
  /** null: nobody has looked yet. */
  checkedAt: instant.nullable(),
  /** Stores that could not be looked at. */
  unknown: z.array(driftItem.shape.store),
  items: z.array(driftItem),
  /** Files that are written as somebody edited them: the tenant's own, or (box) all. */
  adopted: z.array(adoptedFile),
});
export type DriftView = z.infer<typeof driftView>;

export const previewView = previewOfChanges.extend({
  /** What is live otherwise than it was applied, looked at just now: a hand edit of a file refuses the apply. */
  drift: z.array(driftItem).optional(),
});
export type PreviewView = z.infer<typeof previewView>;

const seen = z
  .array(z.object({ key: z.string(), seen: z.string() }))
  .min(1)
  .max(2_000);
export const driftInput = z.object({
  tenantId,
  /** Look now; else the last look is shown (at most a minute old). */
  now: z.boolean().default(false),
});
export const boxDriftInput = driftInput.omit({ tenantId: true });
export const resolveDriftInput = z.object({ tenantId, items: seen, reason: z.string().max(500).optional() });
export const resolveBoxDriftInput = resolveDriftInput.omit({ tenantId: true });
export const adoptedView = z.object({ adopted: z.number().int(), pendingCount: z.number().int() });
export const dropAdoptionInput = z.object({ name: z.string().max(300) });
