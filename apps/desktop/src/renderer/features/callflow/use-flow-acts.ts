import { useQueryClient } from '@tanstack/react-query';
import type {
  Destination,
  DestinationView,
  FlowExit,
  FlowView,
  Result,
  TenantId,
  TenantView,
} from '@synergycall/domain';
import { t, toastDone, toastFailure, toastUndo, type AnyFailure } from '@synergycall/ui';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { exitText } from './exit-words.ts';

/** Puts a flow as it was answered wherever it stands in what was fetched. */
function withFlow(data: unknown, saved: FlowView): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if ('pages' in data && Array.isArray(data.pages))
    return { ...data, pages: data.pages.map((page: unknown) => withFlow(page, saved)) };
  if ('rows' in data && Array.isArray(data.rows))
    return { ...data, rows: data.rows.map((row: FlowView) => (row.id === saved.id ? saved : row)) };
  return 'id' in data && data.id === saved.id ? saved : data;
}

/** What can be done with a call flow besides its form. */
export function useFlowActs(tenantId: TenantId) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = useRefresh();

  const show = (saved: FlowView) => {
    for (const queryKey of [trpc.flow.list.pathKey(), trpc.flow.get.pathKey()])
      queryClient.setQueriesData({ queryKey }, (data: unknown) => withFlow(data, saved));
  };
  const settle = async <T>(call: Promise<T>): Promise<Result<T, AnyFailure>> => {
    const result = await outcome(call);
    refresh();
    return result;
  };
  const put = async (flow: FlowView, exit: FlowExit, to: Destination | null) => {
    const input = { tenantId, id: flow.id, revision: flow.revision, exits: { [exit]: to } };
    const result = await settle<FlowView>(client.flow.update.mutate(input));
    if (result.ok) show(result.value);
    return result;
  };
  const setByHand = async (flow: FlowView, override: FlowView['override']) => {
    const result = await settle<FlowView>(client.flow.override.mutate({ tenantId, id: flow.id, override }));
    if (result.ok) show(result.value);
    else toastFailure(result.error);
    return result.ok;
  };
  return {
    /** One way on leads elsewhere; a refusal is shown where it was chosen. */
    async lead(flow: FlowView, exit: FlowExit, target: DestinationView | null): Promise<Result<FlowView, AnyFailure>> {
      const before = flow.exits[exit]?.destination ?? null;
      const result = await put(flow, exit, target?.destination ?? null);
      if (!result.ok) return result;
      const undo = async () => {
        const back = await put(result.value, exit, before);
        if (back.ok) toastDone(t('common.undone'));
        else toastFailure(back.error);
      };
      const of = { name: flow.name, exit: exitText(exit, flow.settings.kind) };
      toastUndo(
        target === null ? t('callflow.lead.nowhere', of) : t('callflow.lead.toast', { ...of, to: target.name }),
        () => void undo(),
        t('did.next'),
      );
      return result;
    },
    /** Where calls to numbers without a destination go. */
    async leadDefault(tenant: TenantView, target: DestinationView | null): Promise<Result<unknown, AnyFailure>> {
      const give = (revision: number, to: DestinationView | null) =>
        settle<TenantView>(
          client.tenant.update.mutate({ tenantId, revision, defaultDestination: to?.destination ?? null }),
        );
      const result = await give(tenant.revision, target);
      if (!result.ok) return result;
      const undo = async () => {
        const back = await give(result.value.revision, tenant.defaultDestination);
        if (back.ok) toastDone(t('common.undone'));
        else toastFailure(back.error);
      };
      toastUndo(
        target === null ? t('did.default.removed.toast') : t('did.default.toast', { name: target.name }),
        () => void undo(),
        t('did.next'),
      );
      return result;
    },
    /** At once, without an apply. */
    async override(flow: FlowView, override: FlowView['override']): Promise<void> {
      if (!(await setByHand(flow, override))) return;
      const undo = async () => {
        if (await setByHand(flow, flow.override)) toastDone(t('common.undone'));
      };
      const { name } = flow;
      toastUndo(
        override === null ? t('callflow.now.byHours.toast', { name }) : t(`callflow.now.${override}.toast`, { name }),
        () => void undo(),
      );
    },
    /** `leadTo` undefined: nothing leads there. A refusal is the dialog's to show. */
    async remove(flow: FlowView, leadTo: Destination | null | undefined): Promise<Result<unknown, AnyFailure>> {
      const { id, revision, name } = flow;
      const result = await settle<unknown>(
        client.flow.delete.mutate({ tenantId, id, revision, ...(leadTo === undefined ? {} : { leadTo }) }),
      );
      if (result.ok) toastDone(t('callflow.deleted.toast', { name }), t('did.next'));
      return result;
    },
  };
}
export type FlowActs = ReturnType<typeof useFlowActs>;
