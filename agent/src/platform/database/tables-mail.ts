import type { ColumnType, Generated } from 'kysely';
import type { BoxId, LetterKind, LetterState, MailSecurity, MailTrouble, TenantId } from '@synergycall/domain';

/** How letters leave, which there are, and which messages were told of. */

export interface MailSettingsTable {
  box_id: BoxId;
  host: string;
  port: number;
  security: MailSecurity;
  username: string | null;
  password_sealed: string | null;
  from_address: string;
  from_name: string;
  revision: Generated<number>;
}
export interface MailOutboxTable {
  id: string;
  tenant_id: TenantId;
  box_id: BoxId;
  kind: LetterKind;
  recipient: string;
  subject: string;
  body: string | null;
  attachment: Buffer | null;
  attachment_name: string | null;
  state: Generated<LetterState>;
  attempts: Generated<number>;
  created_at: ColumnType<Date, Date | undefined, never>;
  next_at: Generated<Date>;
  expires_at: Generated<Date>;
  ended_at: Generated<Date | null>;
  trouble: Generated<MailTrouble | null>;
  answer: Generated<string>;
}
export interface VoicemailToldTable {
  tenant_id: TenantId;
  mailbox: string;
  message_id: string;
  /** The letter after which the message goes from the mailbox; null: it stays, or is gone. */
  remove_after: Generated<string | null>;
  told_at: ColumnType<Date, Date | undefined, never>;
}
