import type { TrunkId } from '@synergycall/domain';
import type { TrunkTx } from './trunk.store.ts';

/** What sends calls by a trunk. The feature of policies knows it, main hands it over. */
export interface TrunkUses {
  /** The first of the policies whose rules name it, and how many there are. */
  policiesWith(
    tx: Pick<TrunkTx, 'db' | 'scope'>,
    id: TrunkId,
  ): Promise<{ readonly names: readonly string[]; readonly count: number }>;
}
