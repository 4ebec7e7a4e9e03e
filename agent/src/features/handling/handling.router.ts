import {
  handlingInput,
  handlingView,
  updateHandlingInput,
  type E164,
  type HandlingChange,
  type HandlingView,
  type Result,
  type TenantTag,
  type UserId,
} from '@synergycall/domain';
import type { ReadTx, TenantScope, TenantTx } from '../../platform/database/index.ts';
import { FailureError, orThrow, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { blockedFailure, changeHandling, findForwards, numbersOf } from './handling.service.ts';
import { findHandlingView } from './handling.store.ts';
import type { HandlingWatch } from './handling-watch.ts';

/** PostgreSQL is committed before it is called; `queued`: Asterisk couldn't be told yet, the reconciler will. */
export interface HandlingLiveActs {
  handleCalls(tenantTag: TenantTag): Promise<'live' | 'queued'>;
}
/** May this person's calls go to this number outside, by the policy that is theirs? The plan knows, main hands it over. */
export type MayForward = (scope: TenantScope, userId: UserId, number: E164) => Promise<boolean>;

export interface HandlingDeps {
  readonly live: HandlingLiveActs;
  readonly mayForward: MayForward;
  readonly watch: HandlingWatch;
}

/** What a procedure of a tenant's scope has to read and to write with. */
interface Doors {
  readonly scope: TenantScope;
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  audited<T>(work: (tx: TenantTx) => Promise<Result<T>>): Promise<T>;
  readonly log: { info(about: object, message: string): void };
}

export async function showHandling(doors: Pick<Doors, 'read'>, userId: UserId): Promise<HandlingView> {
  const found = await doors.read((tx) => findHandlingView(tx, userId));
  if (!found) throw new FailureError({ code: 'user.not-found', id: userId });
  return found;
}

/** For the person themselves and for admins alike: found, permitted, saved, live. */
export async function updateHandling(
  deps: HandlingDeps,
  doors: Doors,
  { userId, change }: { readonly userId: UserId; readonly change: HandlingChange },
): Promise<HandlingView> {
  await showHandling(doors, userId);
  const found = orThrow(await doors.read((tx) => findForwards(tx, change)));
  // SECURITY: a forward outside is paid and permitted by the forwarding person's policy. The core asks again at each call.
  for (const number of numbersOf(found))
    if (!(await deps.mayForward(doors.scope, userId, number))) throw new FailureError(blockedFailure(number));
  const { tag } = await doors.audited((tx) => changeHandling(tx, userId, found));
  deps.watch.changed(doors.scope.tenantId);
  const effect = await deps.live.handleCalls(tag);
  doors.log.info({ userId, effect }, 'call handling changed');
  return showHandling(doors, userId);
}

export const handlingRouter = (deps: HandlingDeps) =>
  router({
    get: tenantProcedure(
      'handling.read',
      rest('GET', '/tenants/{tenantId}/users/{userId}/call-handling', 'Shows what a user’s calls do'),
    )
      .input(handlingInput)
      .output(handlingView)
      .query(({ ctx, input }) => showHandling(ctx, input.userId)),

    update: tenantProcedure(
      'handling.update',
      rest(
        'PATCH',
        '/tenants/{tenantId}/users/{userId}/call-handling',
        'Changes do not disturb, forwards and ring time of a user, at once',
      ),
    )
      .input(updateHandlingInput)
      .output(handlingView)
      .mutation(({ ctx, input: { tenantId: _own, userId, ...change } }) =>
        updateHandling(deps, ctx, { userId, change }),
      ),

    /** What a user's calls do now, and again whenever that changes: here, in the portal, or by a code at the phone. */
    onChange: tenantProcedure('handling.read')
      .input(handlingInput)
      .subscription(({ ctx, input, signal }) => deps.watch.follow(ctx.scope, { userId: input.userId, signal })),
  });
