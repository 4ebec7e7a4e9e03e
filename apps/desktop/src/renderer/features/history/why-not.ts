import type { Action } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useLive } from '../../frame/window-state.ts';
import { useMay } from '../session/session.ts';

/** Why an act is not possible here and now, in words; undefined: it is. `tenantId` null: an act on the whole box. */
export function useWhyNot(action: Action, tenantId: string | null): string | undefined {
  const may = useMay(tenantId);
  const isOffline = useLive((s) => s.connection === 'offline');
  if (!may(action)) return tenantId === null ? t('history.whyNot.platform') : t('history.whyNot.role');
  return isOffline ? t('history.whyNot.offline') : undefined;
}
