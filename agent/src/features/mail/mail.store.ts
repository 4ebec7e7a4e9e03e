import type { BoxId, MailSettings, MailView, UpdateMail } from '@synergycall/domain';
import type { PlatformScope, PlatformTx, ReadTx } from '../../platform/database/index.ts';

type PlatformRead = Pick<ReadTx<PlatformScope>, 'db'>;

/** With the sealed password, for the sender alone. */
export interface StoredMail extends Omit<MailSettings, 'hasLogin'> {
  readonly passwordSealed: string | null;
}
/** What a sealed password belongs to: in another box's row it doesn't open. */
export const passwordPlace = (boxId: BoxId): string => `mail:${boxId}`;

export async function findMail({ db }: PlatformRead, boxId: BoxId): Promise<StoredMail | undefined> {
  return db
    .selectFrom('mail_settings')
    .select([
      'host',
      'port',
      'security',
      'username',
      'from_address as fromAddress',
      'from_name as fromName',
      'password_sealed as passwordSealed',
      'revision',
    ])
    .where('box_id', '=', boxId)
    .executeTakeFirst();
}

/** SECURITY: the password stays behind. */
export const toMailSettings = ({ passwordSealed, ...mail }: StoredMail): MailSettings => ({
  ...mail,
  hasLogin: passwordSealed !== null,
});

export async function showMail(tx: PlatformRead, boxId: BoxId): Promise<MailView> {
  const settings = await findMail(tx, boxId);
  const counted = await tx.db
    .selectFrom('mail_outbox')
    .select(({ fn }) => ['state', fn.countAll<string>().as('n')])
    .where('box_id', '=', boxId)
    .where('state', '<>', 'sent')
    .groupBy('state')
    .execute();
  const count = (state: string): number => Number(counted.find((one) => one.state === state)?.n ?? 0);
  return { settings: settings ? toMailSettings(settings) : null, waiting: count('waiting'), failed: count('failed') };
}

export async function hasSender({ db }: PlatformRead, boxId: BoxId): Promise<boolean> {
  const row = await db.selectFrom('mail_settings').select('box_id').where('box_id', '=', boxId).executeTakeFirst();
  return row !== undefined;
}

/** false: somebody else changed it since. */
export async function saveMail(
  { db }: PlatformTx,
  boxId: BoxId,
  mail: Omit<UpdateMail, 'password'> & { readonly sealed: string | null },
): Promise<boolean> {
  const row = {
    host: mail.host,
    port: mail.port,
    security: mail.security,
    username: mail.username,
    password_sealed: mail.sealed,
    from_address: mail.fromAddress,
    from_name: mail.fromName,
  };
  const done =
    mail.revision === 0
      ? await db
          .insertInto('mail_settings')
          .values({ box_id: boxId, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
      : await db
          .updateTable('mail_settings')
          .set((eb) => ({ ...row, revision: eb('revision', '+', 1) }))
          .where('box_id', '=', boxId)
          .where('revision', '=', mail.revision)
          .executeTakeFirst();
  return ('numUpdatedRows' in done ? done.numUpdatedRows : (done.numInsertedOrUpdatedRows ?? 0n)) > 0n;
}
