import { sql } from 'kysely';
import type { BoxId, TenantId, VoicemailNotify } from '@synergycall/domain';
import type { PlatformScope, PlatformTx, ReadTx } from '../../platform/database/index.ts';

/** Where a message lies, and who is to hear of it. */
export interface Reader {
  readonly tenantId: TenantId;
  readonly timezone: string;
  readonly email: string | null;
  /** Of a general box a note, where it has an address. */
  readonly notify: VoicemailNotify | null;
  readonly general: { readonly name: string; readonly extension: number | null } | null;
}

/** undefined: nobody's mailbox (any more). */
export async function findReader(
  { db }: Pick<ReadTx<PlatformScope>, 'db'>,
  { tag, box }: { readonly tag: string; readonly box: string },
): Promise<Reader | undefined> {
  const { rows } = await sql<{
    tenant_id: TenantId;
    timezone: string;
    email: string | null;
    notify: VoicemailNotify | null;
    name: string | null;
    extension: number | null;
  }>`
    select t.id as tenant_id, t.timezone, u.email, u.voicemail_notify as notify, null as name, null::int as extension
      from tenants t join users u on u.tenant_id = t.id
      where t.tag = ${tag} and u.id = ${box} and u.status <> 'deleted'
    union all
    select t.id, t.timezone, f.settings ->> 'email', 'note', f.name, e.number
      from tenants t join flows f on f.tenant_id = t.id and f.kind = 'mailbox'
      left join extensions e on e.tenant_id = t.id and e.owner_id = f.id and e.quarantined_until is null
      where t.tag = ${tag} and f.id = ${box}
    limit 1`.execute(db);
  const row = rows[0];
  return (
    row && {
      tenantId: row.tenant_id,
      timezone: row.timezone,
      email: row.email,
      notify: row.notify,
      general: row.name === null ? null : { name: row.name, extension: row.extension },
    }
  );
}

/** true: nobody was told of it so far; from now on somebody was, if the transaction commits. */
export async function beginTelling(
  { db }: PlatformTx,
  { tenantId, box, id }: { readonly tenantId: TenantId; readonly box: string; readonly id: string },
): Promise<boolean> {
  const row = await db
    .insertInto('voicemail_told')
    .values({ tenant_id: tenantId, mailbox: box, message_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .returning('message_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Of these messages of a box, those that were told of. */
export async function toldOf(
  { db }: Pick<ReadTx<PlatformScope>, 'db'>,
  { tag, box }: { readonly tag: string; readonly box: string },
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('voicemail_told as v')
    .innerJoin('tenants as t', 't.id', 'v.tenant_id')
    .select('v.message_id as id')
    .where('t.tag', '=', tag as never)
    .where('v.mailbox', '=', box)
    .where('v.message_id', 'in', [...ids])
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Mailboxes of the box's tenants of whose messages somebody was told before then. */
export async function toldLongAgo(
  { db }: Pick<ReadTx<PlatformScope>, 'db'>,
  boxId: BoxId,
  before: Date,
): Promise<readonly { readonly tag: string; readonly box: string }[]> {
  return db
    .selectFrom('voicemail_told as v')
    .innerJoin('tenants as t', 't.id', 'v.tenant_id')
    .select(['t.tag', 'v.mailbox as box'])
    .distinct()
    .where('t.box_id', '=', boxId)
    .where('v.told_at', '<', before)
    .execute();
}

/** Forgets what was told long ago of messages that are not there any more. */
export async function forgetTold(
  { db }: PlatformTx,
  { tag, box }: { readonly tag: string; readonly box: string },
  { but, before }: { readonly but: readonly string[]; readonly before: Date },
): Promise<void> {
  await sql`
    delete from voicemail_told v using tenants t
    where t.id = v.tenant_id and t.tag = ${tag} and v.mailbox = ${box} and v.told_at < ${before}
      and v.message_id <> all(${[...but]}::text[])`.execute(db);
}
