import { email, withoutControls, type LetterKind, type TenantId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { PlatformTx, TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';

/** SECURITY: its text holds no secret: it lies in the database until it is sent, and then in somebody's mailbox. */
export interface NewLetter {
  readonly tenantId: TenantId;
  readonly kind: LetterKind;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** A recording, as WAV. */
  readonly attachment?: { readonly name: string; readonly content: Buffer } | undefined;
}

const LONGEST_SUBJECT = 200;

/**
 * Writes a letter in the transaction of what it tells of, so that both are there or neither. It goes out afterwards;
 * where nothing sends mail it waits. Throws where the address is none. Returns the letter's id.
 * SECURITY: what a caller's phone says of itself reaches the subject, so it becomes one line here: no second header.
 */
export async function enqueueMail(tx: PlatformTx | TenantTx, letter: NewLetter): Promise<string> {
  const id = newId();
  const to = email.parse(letter.to);
  const subject = withoutControls(letter.subject.toWellFormed()).trim().slice(0, LONGEST_SUBJECT).toWellFormed();
  const text = letter.text.toWellFormed().replaceAll('\0', ' ');
  await sql`
    insert into mail_outbox (id, tenant_id, box_id, kind, recipient, subject, body, attachment, attachment_name)
    select ${id}, t.id, t.box_id, ${letter.kind}, ${to}, ${subject}, ${text},
      ${letter.attachment?.content ?? null}::bytea, ${letter.attachment?.name.replaceAll(/[^\w.-]/g, '-') ?? null}::text
    from tenants t where t.id = ${letter.tenantId}`.execute(tx.db);
  return id;
}
