import type { DidView, TenantId } from '@synergycall/domain';
import { formatNumber, t, toastDone, toastFailure, toastUndo } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

/** From so many on a removal is not taken back number by number. */
const MOST_MADE_AGAIN = 50;

/** What the platform does with numbers of the box: gives them to tenants, takes them back, removes them. */
export function useInventoryActs() {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const run = async <T>(call: Promise<T>): Promise<T | undefined> => {
    const result = await outcome(call);
    refresh();
    if (result.ok) return result.value;
    toastFailure(result.error);
    return undefined;
  };
  const idsOf = (rows: readonly DidView[]) => rows.map((each) => each.id);
  const undone = (value: unknown) => {
    if (value !== undefined) toastDone(t('common.undone'));
  };
  return {
    async allocate(rows: readonly DidView[], to: { id: TenantId; name: string }): Promise<boolean> {
      // Those that were there before stay there when it is taken back.
      const moved = rows.filter((each) => each.tenantId !== to.id);
      if (!(await run(client.did.allocate.mutate({ ids: idsOf(rows), to: to.id })))) return false;
      const undo = async () => undone(await run(client.did.deallocate.mutate({ ids: idsOf(moved) })));
      toastUndo(sayAllocated(rows, to.name), () => void undo());
      return true;
    },
    async takeBack(rows: readonly DidView[]): Promise<boolean> {
      const owned = rows.filter((each) => each.tenantId !== null);
      if (!(await run(client.did.deallocate.mutate({ ids: idsOf(owned) })))) return false;
      const undo = async () => {
        for (const [to, group] of Map.groupBy(owned, (each) => each.tenantId))
          if (to !== null && !(await run(client.did.allocate.mutate({ ids: idsOf(group), to })))) return;
        toastDone(t('common.undone'));
      };
      toastUndo(t('inventory.takenBack.toast', { n: owned.length }), () => void undo());
      return true;
    },
    async remove(rows: readonly DidView[]): Promise<boolean> {
      if (!(await run(client.did.remove.mutate({ ids: idsOf(rows) })))) return false;
      const said = t('inventory.removed.toast', { n: rows.length });
      const undo = async () => {
        for (const { number, label, provider, note, portInOn } of rows)
          if (!(await run(client.did.create.mutate({ number, label, provider, note, portInOn })))) return;
        toastDone(t('common.undone'));
      };
      if (rows.length <= MOST_MADE_AGAIN) toastUndo(said, () => void undo());
      else toastDone(said);
      return true;
    },
  };
}
export type InventoryActs = ReturnType<typeof useInventoryActs>;

const sayAllocated = (rows: readonly DidView[], tenant: string): string => {
  const [only] = rows;
  return rows.length === 1 && only
    ? t('inventory.allocated.toast', { number: formatNumber(only.number), tenant })
    : t('inventory.allocatedMany.toast', { n: rows.length, tenant });
};
