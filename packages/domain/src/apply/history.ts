import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { instant, page, pageInput } from '../paging.ts';
import { objectChange, objectKind, textChange } from './apply.ts';

/** One state of a tenant (or of the box): a generation that was live once, or the model as it is now. */
export const point = z.union([z.literal('model'), z.number().int().min(1)]);
export type Point = z.infer<typeof point>;

export const generationView = z.object({
  generation: z.number().int(),
  jobId: z.string(),
  liveSince: instant,
  actor: z.string(),
  reason: z.string().nullable(),
  changeCount: z.number().int(),
  /** It is the live one. */
  live: z.boolean(),
});
export type GenerationView = z.infer<typeof generationView>;
export const listGenerationsInput = z.object({ tenantId, ...pageInput });
export const generationPage = page(generationView);

export const compareInput = z.object({ tenantId, from: point, to: point });
export const compareView = z.object({
  from: point,
  to: point,
  changes: z.array(objectChange),
  /** Rendered from both models, digests masked; what a version of SynergyCall writes differently is in both. */
  text: z.array(textChange),
});
export type CompareView = z.infer<typeof compareView>;

/** What restoring can't do, or does otherwise than one may think. */
export const restoreNote = z.object({
  note: z.enum([
    /** The SIP secret of that time is gone for good: the device keeps its present one. */
    'secret-kept',
    /** It was revoked, which takes effect at once and is never undone: the device comes back under a new SIP username. */
    'device-revoked',
    /** Somebody else has the extension now; `detail` names them. The object is left as it is. */
    'extension-taken',
    /** The extension is outside the tenant's present range. */
    'extension-out-of-range',
    'email-taken',
    'limit-reached',
    /** Suspension, DND, forwarding: live state stays as it is. */
    'live-state-kept',
    /** Another tenant of the box has the name now. */
    'name-taken',
    /** It was not there then: it leaves by the next apply, its phones are switched off and not revoked. */
    'switched-off',
    /** A person who is removed has a login: it sees nothing of the tenant from now on, until they are restored. */
    'access-ends',
    /** The public number is the tenant's no more: the platform took it, or it was returned. */
    'number-gone',
    /** What calls went to then is not there and does not come back; `detail` names it. The object is left as it is. */
    'target-gone',
    /** The public number was not the tenant's then: it stays, without a destination. */
    'number-kept',
    /** Of a ring group: members of that time are gone; `detail` names them. The others are its members again. */
    'members-gone',
    /** Of a flow: what exits led to then is gone; `detail` names it. Those exits end the call. */
    'exits-gone',
    /** Flows would lead to each other in a circle; `detail` names it. The object is left as it is. */
    'flow-loop',
    /** A rule would have no trunk left: those that it named are gone; `detail` names them. */
    'trunk-gone',
    /** Trunks that are gone are left out of the rules; `detail` names them. */
    'trunk-left-out',
    /** A schedule whose hours a rule asked is gone; `detail` names it. The object is left as it is. */
    'schedule-gone',
    /** The schedule was not there then, and stays: rules of policies that stay ask it; `detail` names them. */
    'schedule-kept',
    /** Another policy has the name now. */
    'policy-name-taken',
    /** It was not there then, and stays: somebody goes on by it. */
    'policy-kept',
    /** The outbound policy of that time is gone: they go by the one they have now. `detail` names it. */
    'policy-gone',
    /** The number shown outside then is the tenant's no more: what is shown now stays. */
    'caller-id-gone',
    /** It was not there then and goes; people's calls that are forwarded to it go the usual way, at once. `detail`: whose. */
    'forwards-dropped',
  ]),
  kind: objectKind,
  id: z.string(),
  name: z.string(),
  detail: z.string().nullable(),
  /** The object can't be restored because of it. */
  blocks: z.boolean(),
});
export type RestoreNote = z.infer<typeof restoreNote>;

export const restoreObject = z.object({ kind: objectKind, id: z.string() });
export const restorePlanInput = z.object({
  tenantId,
  generation: z.number().int().min(1),
  /** None: all of it. Objects that were not there at that time are removed when named, or when all is restored. */
  objects: z.array(restoreObject).max(1_000).optional(),
});
export const restorePlanView = z.object({
  generation: z.number().int(),
  liveSince: instant,
  /** What restoring changes in the model; pending afterwards, live by the next apply. */
  changes: z.array(objectChange),
  notes: z.array(restoreNote),
  /** Stands for the model as it was looked at; `restore` refuses with `restore.stale` when it has changed since. */
  mark: z.string(),
});
export type RestorePlanView = z.infer<typeof restorePlanView>;
export const restoreInput = restorePlanInput.extend({ mark: z.string() });
export const restoredView = z.object({
  changes: z.array(objectChange),
  notes: z.array(restoreNote),
  /** What is pending now. */
  pendingCount: z.number().int(),
});
export type RestoredView = z.infer<typeof restoredView>;
/** Every tenant of the box as it was live at that time. */
export const restoreAllInput = z.object({ at: instant });
export const restoreAllView = z.object({
  tenants: z.array(
    z.object({
      tenantId,
      tenantName: z.string(),
      generation: z.number().int().nullable(),
      changes: z.number().int(),
      blocked: z.number().int(),
      /** The failure that left this tenant as it is; absent: none. */
      code: z.string().optional(),
    }),
  ),
});
/** The same of the part that all tenants share: emergency numbers, and who takes them. */
export const listBoxGenerationsInput = z.object(pageInput);
export const boxCompareInput = compareInput.omit({ tenantId: true });
export const boxRestorePlanInput = z.object({ generation: z.number().int().min(1) });
export const boxRestoreInput = boxRestorePlanInput.extend({ mark: z.string() });
