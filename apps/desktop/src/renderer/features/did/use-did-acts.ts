import { destinationKey, type DestinationView, type DidView, type TenantId } from '@synergycall/domain';
import { formatNumber, t, toastDone, toastFailure, toastUndo } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { usePatchDids } from './patch-dids.ts';

/** What can be done with a tenant's numbers. Each act shows at once, says what it did, and can be taken back. */
export function useDidActs(tenantId: TenantId) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const patch = usePatchDids();
  const mayBox = useMay(null);

  const run = async <T>(call: Promise<T>): Promise<T | undefined> => {
    const result = await outcome(call);
    refresh();
    if (result.ok) return result.value;
    toastFailure(result.error);
    return undefined;
  };
  const show = (rows: readonly DidView[], target: DestinationView | null) =>
    patch(
      rows.map((each) => each.id),
      (did) => ({
        ...did,
        target,
        status: target === null ? 'allocated' : 'assigned',
        pending: did.pending === 'new' ? 'new' : 'changed',
      }),
    );
  const send = (rows: readonly DidView[], target: DestinationView | null): Promise<unknown> => {
    const [only] = rows;
    const to = target?.destination ?? null;
    return rows.length === 1 && only
      ? client.did.assign.mutate({ tenantId, id: only.id, revision: only.revision, target: to })
      : client.did.assignMany.mutate({ tenantId, ids: rows.map((each) => each.id), target: to });
  };
  /** Back to where each of them led before. */
  const back = async (rows: readonly DidView[]) => {
    const groups = Map.groupBy(rows, (each) => destinationKey(each.target?.destination));
    for (const group of groups.values()) {
      const ids = group.map((each) => each.id);
      const target = group[0]?.target?.destination ?? null;
      if ((await run(client.did.assignMany.mutate({ tenantId, ids, target }))) === undefined) return;
    }
    // Where they ring now is one sentence only if it is one place.
    toastDone(t('common.undone'), groups.size === 1 ? sayWhere(rows, rows[0]?.target ?? null) : undefined);
  };

  return {
    /** `target` null: unassigned. Resolves to whether it was done. */
    async assign(rows: readonly DidView[], target: DestinationView | null): Promise<boolean> {
      await show(rows, target);
      if ((await run(send(rows, target))) === undefined) return false;
      toastUndo(sayWhere(rows, target), () => void back(rows), t('did.next'));
      return true;
    },
    async relabel(did: DidView, label: string): Promise<boolean> {
      await patch([did.id], (each) => ({ ...each, label }));
      const saved = await run(client.did.update.mutate({ tenantId, id: did.id, revision: did.revision, label }));
      if (!saved) return false;
      const undo = async () => {
        const input = { tenantId, id: did.id, revision: saved.revision, label: did.label };
        if (await run(client.did.update.mutate(input))) toastDone(t('common.undone'));
      };
      const number = formatNumber(did.number);
      toastUndo(
        label === '' ? t('did.unlabelled.toast', { number }) : t('did.labelled.toast', { number, label }),
        () => void undo(),
      );
      return true;
    },
    /** To the platform. Only its admins can take that back. */
    async giveBack(rows: readonly DidView[]): Promise<boolean> {
      const ids = rows.map((each) => each.id);
      if ((await run(client.did.return.mutate({ tenantId, ids }))) === undefined) return false;
      const said = t('did.returned.toast', { n: rows.length });
      const undo = async () => {
        if (await run(client.did.allocate.mutate({ ids, to: tenantId }))) toastDone(t('common.undone'));
      };
      if (mayBox('did.allocate')) toastUndo(said, () => void undo());
      else toastDone(said);
      return true;
    },
  };
}
export type DidActs = ReturnType<typeof useDidActs>;

function sayWhere(rows: readonly DidView[], target: DestinationView | null): string {
  const [only] = rows;
  if (rows.length === 1 && only) {
    const number = formatNumber(only.number);
    return target === null
      ? t('did.unassigned.toast', { number })
      : t('did.assigned.toast', { number, name: target.name });
  }
  return target === null
    ? t('did.unassignedMany.toast', { n: rows.length })
    : t('did.assignedMany.toast', { n: rows.length, name: target.name });
}
