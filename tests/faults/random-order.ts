import type { ApplyService } from '../../agent/src/features/apply/index.ts';
import type { PlatformScope, TenantScope } from '../../agent/src/platform/database/index.ts';
import { failureOf } from '../../agent/src/rpc/index.ts';
import type { JobView } from '../../packages/domain/src/index.ts';

/** How an order ended: with a job, or refused before there was one (`apply.busy`, `database.down`, …). */
export type Outcome = { readonly job: JobView } | { readonly refused: string };

/** Orders an apply and waits for its end. Throws only what no failure code says. */
export async function orderApply(service: ApplyService, scope: TenantScope | PlatformScope): Promise<Outcome> {
  try {
    const started =
      scope.kind === 'tenant' ? await service.start(scope) : await service.startBox(scope, { reason: 'random' });
    if (!started.ok) return { refused: started.error.code };
    return { job: (await service.ended(started.value.id)) ?? started.value };
  } catch (error) {
    const known = failureOf(error);
    if (known) return { refused: known.code };
    throw error;
  }
}
