import type { Destination, Result, UserId, UserReferences } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';

/** What leads calls to a person. The feature of public numbers knows it, main hands it over. */
export interface UserNumbers {
  leadingTo(tx: ReadTx, userId: UserId): Promise<UserReferences>;
  /**
   * Sends what leads to `from` elsewhere, null: to no destination, with an audit row for each number and for the tenant
   * whose default it was. Refused when `to` is nobody, or the person who goes. Needs the tenant's lock.
   */
  moveAll(tx: TenantTx, from: UserId, to: Destination | null): Promise<Result<null>>;
}
