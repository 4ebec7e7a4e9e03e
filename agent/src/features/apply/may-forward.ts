import { compilePlan, decideOutside, type E164, type FlowId, type UserId } from '@synergycall/domain';
import type { TenantScope } from '../../platform/database/index.ts';
import type { ReadCallModels } from './call-models.ts';

/**
 * May this person's calls be sent to this number, by the policy that is live (or, before the first apply, the one that
 * will be)? A rule that holds at some hours only is enough: the core asks again at each call. A number of the company's own
 * would come back in by the carrier.
 */
export const mayForward =
  (readModels: ReadCallModels, now: () => number) =>
  async (scope: TenantScope, userId: UserId, number: E164): Promise<boolean> => {
    const models = await readModels(scope);
    if (!models) return false;
    const which = models.live ? 'live' : 'pending';
    const plan = compilePlan(models.live?.model ?? models.pending, models.box[which]);
    const user = plan.ok ? plan.value.users.get(userId) : undefined;
    if (!plan.ok || !user || plan.value.numbers.has(number)) return false;
    const asked = { dialled: number, payer: { by: 'user' as const, user }, at: now() };
    return [true, false].some(
      (open) => decideOutside(plan.value, { ...asked, isOpen: (_flow: FlowId) => open })?.does === 'outside',
    );
  };
