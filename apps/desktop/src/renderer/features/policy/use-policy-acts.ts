import { useQueryClient } from '@tanstack/react-query';
import type { OutboundRule, PolicyView, Result, TenantId } from '@synergycall/domain';
import { t, toastDone, toastFailure, toastUndo, type AnyFailure } from '@synergycall/ui';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { acted, rebased, type RuleAct } from './rule-acts.ts';

type Saved = Result<PolicyView, AnyFailure>;

/** What can be done with a policy of the tenant. Everything is pending until the next apply, so most can be taken back. */
export function usePolicyActs(tenantId: TenantId) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = useRefresh();

  const save = async (of: PolicyView, change: { rules?: OutboundRule[]; name?: string }): Promise<Saved> => {
    const result = await outcome<PolicyView>(
      client.policy.update.mutate({ tenantId, id: of.id, revision: of.revision, ...change }),
    );
    // Shown at once, so that what was moved does not jump back while the list is asked for again.
    if (result.ok) queryClient.setQueryData(trpc.policy.get.queryKey({ tenantId, id: of.id }), result.value);
    refresh();
    return result;
  };

  /** Resolves to what was there before, for taking it back. */
  const change = async (
    seen: PolicyView,
    act: RuleAct,
  ): Promise<Result<{ saved: PolicyView; before: PolicyView }, AnyFailure>> => {
    const first = await save(seen, { rules: acted(seen.rules, act) });
    if (first.ok) return { ok: true, value: { saved: first.value, before: seen } };
    if (first.error.code !== 'revision.stale') return first;
    const theirs = await outcome<PolicyView>(client.policy.get.query({ tenantId, id: seen.id }));
    if (!theirs.ok) return theirs;
    const again = rebased(act, { seen: seen.rules, theirs: theirs.value.rules });
    if (!again) return first;
    const second = await save(theirs.value, { rules: acted(theirs.value.rules, again) });
    return second.ok ? { ok: true, value: { saved: second.value, before: theirs.value } } : second;
  };

  const undo = async (saved: PolicyView, before: PolicyView) => {
    const result = await save(saved, { rules: before.rules });
    if (result.ok) toastDone(t('common.undone'));
    else toastFailure(result.error);
  };

  return {
    /** A refusal is the form's to show. */
    async put(seen: PolicyView, act: RuleAct): Promise<Result<unknown, AnyFailure>> {
      return await change(seen, act);
    },
    async move(seen: PolicyView, at: number, to: number): Promise<void> {
      const result = await change(seen, { tag: 'move', at, to });
      if (!result.ok) return toastFailure(result.error);
      const { saved, before } = result.value;
      toastUndo(
        t('policy.moved.toast', { name: saved.rules[to]?.name ?? '', n: to + 1 }),
        () => void undo(saved, before),
        t('trunk.next'),
      );
    },
    async remove(seen: PolicyView, at: number): Promise<void> {
      const name = seen.rules[at]?.name ?? '';
      const result = await change(seen, { tag: 'remove', at });
      if (!result.ok) return toastFailure(result.error);
      const { saved, before } = result.value;
      toastUndo(t('policy.ruleGone.toast', { name }), () => void undo(saved, before), t('trunk.next'));
    },
    create: async (name: string): Promise<Saved> => {
      const result = await outcome<PolicyView>(client.policy.create.mutate({ tenantId, name }));
      refresh();
      return result;
    },
    duplicate: async (of: PolicyView, name: string): Promise<Saved> => {
      const result = await outcome<PolicyView>(client.policy.duplicate.mutate({ tenantId, id: of.id, name }));
      refresh();
      return result;
    },
    rename: (of: PolicyView, name: string): Promise<Saved> => save(of, { name }),
    async erase(of: PolicyView): Promise<Result<unknown, AnyFailure>> {
      const result = await outcome<unknown>(client.policy.delete.mutate({ tenantId, id: of.id }));
      refresh();
      if (result.ok) toastDone(t('policy.deleted.toast', { name: of.name }), t('trunk.next'));
      return result;
    },
    async makeDefault(of: PolicyView): Promise<void> {
      const settings = await outcome(client.policy.settings.query({ tenantId }));
      const result = settings.ok
        ? await outcome(
            client.policy.updateSettings.mutate({
              tenantId,
              revision: settings.value.revision,
              defaultPolicyId: of.id,
            }),
          )
        : settings;
      refresh();
      if (result.ok) toastDone(t('policy.default.toast', { name: of.name }), t('trunk.next'));
      else toastFailure(result.error);
    },
  };
}
export type PolicyActs = ReturnType<typeof usePolicyActs>;
