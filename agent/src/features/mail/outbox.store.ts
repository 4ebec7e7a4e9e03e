import { sql } from 'kysely';
import type { BoxId, LetterView, ListLetters, MailTrouble } from '@synergycall/domain';
import type { PlatformScope, PlatformTx, ReadTx } from '../../platform/database/index.ts';
import { containing, writeCursor, type Cursor } from '../user/index.ts';

type PlatformRead = Pick<ReadTx<PlatformScope>, 'db'>;

/** What is wrong with the server or our words to it, not with a letter: the others would meet the same. */
export const ABOUT_SERVER: readonly MailTrouble[] = [
  'name',
  'refused',
  'timeout',
  'certificate',
  'no-starttls',
  'tls',
  'credentials',
  'sender-refused',
];

/** A letter as it is sent. */
export interface WaitingLetter {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachment: { readonly name: string; readonly content: Buffer } | undefined;
  readonly attempts: number;
  readonly expiresAt: Date;
}

/**
 * The letter that waits the longest. It is nobody else's until the transaction ends, however that ends: several agents
 * send by turns, and what an agent was sending when it died the next one sends.
 */
export async function takeLetter({ db }: PlatformTx, boxId: BoxId, now: Date): Promise<WaitingLetter | undefined> {
  const row = await db
    .selectFrom('mail_outbox')
    .select(['id', 'recipient', 'subject', 'body', 'attachment', 'attachment_name', 'attempts', 'expires_at'])
    .where('box_id', '=', boxId)
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    // A call for help goes before everything else.
    .orderBy(sql`kind <> 'emergency'`)
    .orderBy('next_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      to: row.recipient,
      subject: row.subject,
      text: row.body ?? '',
      attachment: row.attachment ? { name: row.attachment_name ?? 'message.wav', content: row.attachment } : undefined,
      attempts: row.attempts,
      expiresAt: row.expires_at,
    }
  );
}

/** What was said and recorded goes; that it was sent stays on record for a while. */
export async function markSent({ db }: PlatformTx, id: string, to: { now: Date; answer: string }): Promise<void> {
  await db
    .updateTable('mail_outbox')
    .set((eb) => ({
      state: 'sent',
      body: null,
      attachment: null,
      attempts: eb('attempts', '+', 1),
      ended_at: to.now,
      trouble: null,
      answer: to.answer,
    }))
    .where('id', '=', id)
    .execute();
}

export async function markRefused(
  { db }: PlatformTx,
  id: string,
  to: { now: Date; nextAt: Date | null; trouble: MailTrouble; answer: string },
): Promise<void> {
  await db
    .updateTable('mail_outbox')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      trouble: to.trouble,
      answer: to.answer,
      ...(to.nextAt === null ? { state: 'failed' as const, ended_at: to.now } : { next_at: to.nextAt }),
    }))
    .where('id', '=', id)
    .execute();
}

/** Given up: nothing could send them for so long. Their words and recordings go. */
export async function expireLetters({ db }: PlatformTx, boxId: BoxId, now: Date): Promise<void> {
  await db
    .updateTable('mail_outbox')
    .set({ state: 'failed', ended_at: now, attachment: null })
    .where('box_id', '=', boxId)
    .where('state', '=', 'waiting')
    .where('expires_at', '<', now)
    .execute();
}

/** The server answers again: what waited because of it alone waits no longer. */
export async function hurryLetters({ db }: PlatformTx, boxId: BoxId, troubles: readonly MailTrouble[]): Promise<void> {
  await db
    .updateTable('mail_outbox')
    .set({ next_at: sql`now()` })
    .where('box_id', '=', boxId)
    .where('state', '=', 'waiting')
    .where('next_at', '>', sql<Date>`now()`)
    .where('trouble', 'in', troubles)
    .execute();
}

/** Letters that ended before then are forgotten. */
export async function forgetLetters({ db }: PlatformTx, boxId: BoxId, before: Date): Promise<void> {
  await db.deleteFrom('mail_outbox').where('box_id', '=', boxId).where('ended_at', '<', before).execute();
}

/** Tried again at once, and for two days. undefined: there is none that waits or failed. */
export async function retryLetter(
  { db }: PlatformTx,
  boxId: BoxId,
  id: string,
): Promise<{ readonly recipient: string; readonly tenant_id: LetterView['tenantId'] } | undefined> {
  return db
    .updateTable('mail_outbox')
    .set({
      state: 'waiting',
      ended_at: null,
      next_at: sql`now()`,
      expires_at: sql`now() + interval '2 days'`,
    })
    .where('box_id', '=', boxId)
    .where('id', '=', id)
    .where('state', '<>', 'sent')
    .returning(['recipient', 'tenant_id'])
    .executeTakeFirst();
}

interface Row {
  readonly id: string;
  readonly tenant_id: LetterView['tenantId'];
  readonly tenant_name: string;
  readonly kind: LetterView['kind'];
  readonly recipient: string;
  readonly subject: string;
  readonly state: LetterView['state'];
  readonly attempts: number;
  readonly created_at: Date;
  readonly next_at: Date;
  readonly ended_at: Date | null;
  readonly trouble: MailTrouble | null;
  readonly answer: string;
  readonly key: string;
}

/** The newest first. SECURITY: never what is in them. */
export async function listLetters(
  { db }: PlatformRead,
  boxId: BoxId,
  query: Pick<ListLetters, 'state' | 'search' | 'limit'> & { readonly cursor: Cursor | undefined },
): Promise<{ rows: LetterView[]; nextCursor: string | null; total: number }> {
  const { state, search, limit, cursor } = query;
  const pattern = search === undefined || search === '' ? undefined : containing(search.toLowerCase());
  const matches = sql`m.box_id = ${boxId}
    and (${state ?? null}::text is null or m.state = ${state ?? null})
    and (${pattern ?? null}::text is null or lower(m.recipient) like ${pattern ?? null} or lower(m.subject) like ${pattern ?? null})`;
  const { rows } = await sql<Row>`
    select m.id, m.tenant_id, t.name as tenant_name, m.kind, m.recipient, m.subject, m.state, m.attempts, m.created_at,
      m.next_at, m.ended_at, m.trouble, m.answer, m.created_at::text as key
    from mail_outbox m join tenants t on t.id = m.tenant_id
    where ${matches} and (${cursor?.key ?? null}::text is null
      or (m.created_at, m.id) < (${cursor?.key ?? null}::timestamptz, ${cursor?.id ?? null}))
    order by m.created_at desc, m.id desc limit ${limit + 1}`.execute(db);
  const counted = await sql<{ n: string }>`select count(*) as n from mail_outbox m where ${matches}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(toLetter),
    nextCursor: rows.length > limit && last ? writeCursor({ key: last.key, id: last.id }) : null,
    total: Number(counted.rows[0]?.n ?? 0),
  };
}

const toLetter = (row: Row): LetterView => ({
  id: row.id,
  tenantId: row.tenant_id,
  tenantName: row.tenant_name,
  kind: row.kind,
  to: row.recipient,
  subject: row.subject,
  state: row.state,
  attempts: row.attempts,
  createdAt: row.created_at.toISOString(),
  nextAt: row.state === 'waiting' ? row.next_at.toISOString() : null,
  endedAt: row.ended_at?.toISOString() ?? null,
  trouble: row.trouble,
  answer: row.answer,
});
