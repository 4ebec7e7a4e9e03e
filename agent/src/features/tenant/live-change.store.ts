import type { FlowId, UserId } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';

/** What is changed at once, of a person or of a schedule. */
export interface LiveSubject {
  readonly subject: UserId | FlowId;
  readonly what: 'dnd' | 'always' | 'busy' | 'noanswer' | 'away' | 'hours' | `queue:${FlowId}`;
}

/** By the host's clock, as Asterisk's notes say it: whole seconds. The agent runs on Asterisk's host. */
export const epochNow = (): number => Math.floor(Date.now() / 1_000);

/** It was changed then, if nothing newer is known. */
export async function markChanged(tx: TenantTx, { subject, what }: LiveSubject, epoch = epochNow()): Promise<void> {
  await tx.db
    .insertInto('live_changes')
    .values({ tenant_id: tx.scope.tenantId, subject_id: subject, what, epoch })
    .onConflict((row) =>
      row.columns(['tenant_id', 'subject_id', 'what']).doUpdateSet((eb) => ({
        epoch: eb.fn('greatest', ['live_changes.epoch', 'excluded.epoch']),
      })),
    )
    .execute();
}

/** Was it changed after that second? Within one second the order can't be told, and what a phone said counts. */
export async function isChangedSince(
  { db, scope }: ReadTx,
  { subject, what }: LiveSubject,
  epoch: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('live_changes')
    .select('epoch')
    .where('tenant_id', '=', scope.tenantId)
    .where('subject_id', '=', subject)
    .where('what', '=', what)
    .executeTakeFirst();
  // PostgreSQL's bigint comes as text.
  return row !== undefined && Number(row.epoch) > epoch;
}
