import type { TenantId } from '@synergycall/domain';
import { sql, type RawBuilder } from 'kysely';
import type { Tables } from '../../platform/database/index.ts';

/** What `readTenant` makes a tenant's model of, besides its own row. Who reads another table there adds it here. */
const TABLES = [
  'users',
  'extensions',
  'devices',
  'trunks',
  'dids',
  'flows',
  'flow_exits',
  'flow_members',
  'outbound_policies',
  'locations',
  'prompts',
] as const satisfies readonly (keyof Tables)[];

/** Changes whenever a row of the tenant's in this table was inserted, updated or deleted, whichever agent wrote it. */
export const tableMark = (table: keyof Tables, tenantId: TenantId): RawBuilder<string> =>
  sql`(select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from ${sql.table(table)} where tenant_id = ${tenantId})`;

/** Changes whenever a row that the tenant's model is made of changed, or a version of it became live. */
export const modelMark = (tenantId: TenantId): RawBuilder<string> =>
  sql`concat_ws('/',
    (select xmin::text from tenants where id = ${tenantId}),
    ${sql.join(TABLES.map((table) => tableMark(table, tenantId)))},
    (select max(generation)::text from apply_snapshots where tenant_id = ${tenantId} and live_since is not null))`;
