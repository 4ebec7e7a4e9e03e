import type { BoxId, TenantId } from '@synergycall/domain';
import type { ColumnType, Generated } from 'kysely';

/** `bigint` comes as text. */
type Whole = ColumnType<string, string | number, string | number>;

/** What a minute costs; `tenant_id` null: to everybody on the box. */
export interface PriceTable {
  box_id: BoxId;
  tenant_id: TenantId | null;
  /** '': every other number. */
  prefix: string;
  name: string;
  micros: Whole;
}
/** What a tenant's day has cost. */
export interface SpendingTable {
  tenant_id: TenantId;
  /** `2026-11-28` */
  day: ColumnType<string, string, never>;
  sixtieths: ColumnType<string, string | number | undefined, string | number>;
  lifted_at: Generated<Date | null>;
  lifted_by: Generated<string | null>;
}
