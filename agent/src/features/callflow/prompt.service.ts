import {
  fail,
  ok,
  type CreatePrompt,
  type deletePromptInput,
  type PromptId,
  type PromptView,
  type Result,
  type updatePromptInput,
} from '@synergycall/domain';
import type { z } from 'zod';
import type { TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import type { PlayableSound } from '../../platform/sound/index.ts';
import { findTenant, lockNumbers } from '../tenant/index.ts';
import { replacePrompt } from './flow.service.ts';
import {
  findPrompt,
  hidePrompt,
  holdPrompt,
  insertPrompt,
  lockPrompt,
  menusPlaying,
  renamePrompt,
} from './prompt.store.ts';

/** Keeps an announcement; nothing plays it until a menu names it. */
export async function createPrompt(
  tx: TenantTx,
  { tenantId, name, fileName }: Pick<CreatePrompt, 'tenantId' | 'name' | 'fileName'>,
  { wav, seconds }: PlayableSound,
): Promise<Result<PromptView>> {
  if (!(await findTenant(tx, tenantId))) return fail({ code: 'tenant.not-found', id: tenantId });
  const id = newId<PromptId>();
  await insertPrompt(tx, { id, name, fileName, sound: wav, seconds });
  return recorded(tx, { action: 'prompt.create', id, before: null });
}

export async function updatePrompt(
  tx: TenantTx,
  { id, revision: expected, name }: z.infer<typeof updatePromptInput>,
): Promise<Result<PromptView>> {
  const before = await lockPrompt(tx, id);
  if (!before) return fail({ code: 'prompt.not-found', id });
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'prompt', id, expected, actual: before.revision });
  await renamePrompt(tx, id, name);
  return recorded(tx, { action: 'prompt.update', id, before });
}

/** Refused while a menu plays it, unless it is said what that plays instead; then all of them do, or nothing happens. */
export async function deletePrompt(
  tx: TenantTx,
  { tenantId, id, revision: expected, playInstead }: z.infer<typeof deletePromptInput>,
): Promise<Result<PromptView>> {
  // Whoever writes flows has it, and has it first.
  if (!(await lockNumbers(tx, tenantId))) return fail({ code: 'tenant.not-found', id: tenantId });
  const before = await lockPrompt(tx, id);
  if (!before) return fail({ code: 'prompt.not-found', id });
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'prompt', id, expected, actual: before.revision });
  const uses = await menusPlaying(tx, id);
  if (uses.length > 0 && playInstead === undefined)
    return fail({
      code: 'prompt.in-use',
      name: before.name,
      by: uses.slice(0, NAMED).map(({ name }) => name),
      count: uses.length,
    });
  if (playInstead !== undefined) {
    const isThere = playInstead === 'none' || (playInstead !== id && (await holdPrompt(tx, playInstead)));
    if (!isThere) return fail({ code: 'prompt.not-found', id: playInstead });
    await replacePrompt(tx, id, playInstead === 'none' ? null : playInstead);
  }
  await hidePrompt(tx, id);
  await tx.audit({ action: 'prompt.delete', entity: entity(before), before: audited(before) });
  return ok(before);
}
const NAMED = 10;

async function recorded(
  tx: TenantTx,
  { action, id, before }: { readonly action: string; readonly id: PromptId; readonly before: PromptView | null },
): Promise<Result<PromptView>> {
  const after = await findPrompt(tx, id);
  if (!after) throw new Error('the announcement just written is gone');
  await tx.audit({ action, entity: entity(after), ...(before && { before: audited(before) }), after: audited(after) });
  return ok(after);
}

const entity = ({ id, name }: PromptView) => ({ kind: 'prompt', id, name });
const audited = ({ references: _count, ...fields }: PromptView): object => fields;
