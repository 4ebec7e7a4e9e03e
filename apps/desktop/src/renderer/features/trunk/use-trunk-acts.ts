import type { Result, TrunkView } from '@synergycall/domain';
import { t, toastDone, toastFailure, toastUndo, type AnyFailure } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';

/** What can be done with a trunk besides its form: on, off, gone. */
export function useTrunkActs() {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const isPlatform = useMay(null)('trunk.manage-all');

  const put = async ({ id, tenantId, revision }: TrunkView, enabled: boolean): Promise<TrunkView | undefined> => {
    const change = { id, revision, enabled };
    const result = await outcome<TrunkView>(
      isPlatform || tenantId === null
        ? client.trunk.updateAny.mutate(change)
        : client.trunk.update.mutate({ ...change, tenantId }),
    );
    refresh();
    if (result.ok) return result.value;
    toastFailure(result.error);
    return undefined;
  };
  return {
    async turn(trunk: TrunkView, enabled: boolean): Promise<void> {
      const saved = await put(trunk, enabled);
      if (!saved) return;
      const { name } = saved;
      const back = async () => {
        if (await put(saved, !enabled)) toastDone(t('common.undone'));
      };
      toastUndo(
        enabled ? t('trunk.on.toast', { name }) : t('trunk.off.toast', { name }),
        () => void back(),
        saved.tenantId === null ? t('trunk.next.box') : undefined,
      );
    },
    /** A refusal is the dialog's to show. */
    async remove({ id, tenantId, name }: TrunkView): Promise<Result<unknown, AnyFailure>> {
      const result = await outcome<unknown>(
        isPlatform || tenantId === null
          ? client.trunk.deleteAny.mutate({ id })
          : client.trunk.delete.mutate({ tenantId, id }),
      );
      refresh();
      if (result.ok)
        toastDone(t('trunk.deleted.toast', { name }), tenantId === null ? t('trunk.next.box') : t('trunk.next'));
      return result;
    },
  };
}
export type TrunkActs = ReturnType<typeof useTrunkActs>;
