import type { TrunkView } from '@synergycall/domain';
import { useMay } from '../session/session.ts';

/** What the reader may do with a trunk; the agent decides, this only spares people buttons that would refuse. */
export type Permission =
  | { readonly tag: 'change' }
  | { readonly tag: 'look' }
  /** On the page of all trunks: here it is shown as its tenants see it. */
  | { readonly tag: 'elsewhere' }
  | { readonly tag: 'platform'; readonly why: 'box' | 'ip' | 'private' };

export function usePermission(trunk: TrunkView, isAll: boolean): Permission {
  const mayBox = useMay(null);
  const may = useMay(trunk.tenantId);
  if (mayBox('trunk.manage-all')) return isAll || trunk.tenantId !== null ? { tag: 'change' } : { tag: 'elsewhere' };
  const why = whosePlatforms(trunk);
  if (why !== undefined) return { tag: 'platform', why };
  return may('trunk.update') ? { tag: 'change' } : { tag: 'look' };
}

function whosePlatforms({ tenantId, kind, allowPrivate }: TrunkView): 'box' | 'ip' | 'private' | undefined {
  if (tenantId === null) return 'box';
  if (kind === 'ip') return 'ip';
  return allowPrivate ? 'private' : undefined;
}
