import type { DidImportId } from '@synergycall/domain';
import { t, toastDone, toastFailure, toastUndo } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

/** Takes a whole import back, or says which numbers have changed since. */
export function useUndoImport() {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const undo = async (id: DidImportId): Promise<void> => {
    const result = await outcome(client.did.undoImport.mutate({ id }));
    refresh();
    if (result.ok) toastDone(t('import.undone.toast'));
    else toastFailure(result.error);
  };
  return { undo, offerUndo: (id: DidImportId, said: string) => toastUndo(said, () => void undo(id)) };
}
