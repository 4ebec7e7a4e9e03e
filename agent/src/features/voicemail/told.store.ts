import { sql } from 'kysely';
import type { BoxId, TenantId, TenantTag, VoicemailNotify } from '@synergycall/domain';
import type { PlatformScope, PlatformTx, ReadTx, TenantTx } from '../../platform/database/index.ts';

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

/** The message goes from the mailbox once this letter is sent. */
export async function removeAfter(
  { db }: PlatformTx,
  { tenantId, box, id }: { readonly tenantId: TenantId; readonly box: string; readonly id: string },
  letter: string,
): Promise<void> {
  await db
    .updateTable('voicemail_told')
    .set({ remove_after: letter })
    .where('tenant_id', '=', tenantId)
    .where('mailbox', '=', box)
    .where('message_id', '=', id)
    .execute();
}

export interface SentMessage {
  readonly tenantId: TenantId;
  readonly tag: TenantTag;
  readonly box: string;
  readonly id: string;
  /** The person has not thought better of it since. */
  readonly isWanted: boolean;
}

/** Messages whose letters were taken by the mail server, and that are to go from their mailboxes. */
export async function sentMessages(
  { db }: Pick<ReadTx<PlatformScope>, 'db'>,
  boxId: BoxId,
): Promise<readonly SentMessage[]> {
  const { rows } = await sql<SentMessage>`
    select v.tenant_id as "tenantId", t.tag, v.mailbox as box, v.message_id as id,
      coalesce(u.voicemail_notify = 'recording-delete', false) as "isWanted"
    from voicemail_told v join tenants t on t.id = v.tenant_id
      join mail_outbox m on m.id = v.remove_after and m.state = 'sent'
      left join users u on u.tenant_id = v.tenant_id and u.id = v.mailbox and u.status <> 'deleted'
    where t.box_id = ${boxId} and v.remove_after is not null`.execute(db);
  return rows;
}

/** Nothing takes the message away any more. */
export async function keepForGood(
  { db, scope }: TenantTx,
  { box, id }: { readonly box: string; readonly id: string },
): Promise<void> {
  await db
    .updateTable('voicemail_told')
    .set({ remove_after: null })
    .where('tenant_id', '=', scope.tenantId)
    .where('mailbox', '=', box)
    .where('message_id', '=', id)
    .execute();
}
