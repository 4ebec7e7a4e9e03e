import type { HandlingView, TenantId, UserId } from '@synergycall/domain';
import type { AppDatabase, TenantScope } from '../../platform/database/index.ts';
import { FailureError } from '../../rpc/index.ts';
import { findHandlingView } from './handling.store.ts';

/** Tells whoever looks at a person's call handling what becomes of it, whoever changed it. */
export interface HandlingWatch {
  /** Something of a tenant's people was changed by this agent. */
  changed(tenantId: TenantId): void;
  /** As it is now, and each time it differs, until the signal. Throws `user.not-found` once the person is gone. */
  follow(
    scope: TenantScope,
    options: { readonly userId: UserId; readonly signal: AbortSignal | undefined },
  ): AsyncGenerator<HandlingView>;
}

/** `refreshMs`: as late shows what another agent, or a deletion elsewhere, changed. */
export function handlingWatch({
  database,
  refreshMs = 10_000,
}: {
  readonly database: Pick<AppDatabase, 'read'>;
  readonly refreshMs?: number;
}): HandlingWatch {
  /** Who waits, by tenant. Each wait has a promise of its own: one that many race for keeps all of their turns. */
  const waiting = new Map<TenantId, Set<() => void>>();

  function nextChange(tenantId: TenantId, signal: AbortSignal | undefined): Promise<void> {
    const own = waiting.get(tenantId) ?? new Set();
    waiting.set(tenantId, own);
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        own.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, refreshMs).unref();
      own.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  return {
    changed(tenantId) {
      for (const wake of waiting.get(tenantId) ?? []) wake();
    },
    async *follow(scope, { userId, signal }) {
      let told = '';
      while (!signal?.aborted) {
        // Before the look: what changes meanwhile is looked at again.
        const change = nextChange(scope.tenantId, signal);
        const view = await database.read(scope, (tx) => findHandlingView(tx, userId));
        if (!view) throw new FailureError({ code: 'user.not-found', id: userId });
        const text = JSON.stringify(view);
        if (text !== told) yield view;
        told = text;
        await change;
      }
    },
  };
}
