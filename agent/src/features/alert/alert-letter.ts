import type { LimitAlertKind, LimitAlertView } from '@synergycall/domain';
import type { PlatformTx } from '../../platform/database/index.ts';
import { enqueueMail } from '../mail/index.ts';

const LIMITS: Readonly<Record<LimitAlertKind, string>> = {
  'a-minute': 'calls a minute',
  'at-once': 'calls at the same time',
};

/** A letter to each admin of the tenant, written with the alert. */
export async function tellAdmins(tx: PlatformTx, alert: LimitAlertView): Promise<void> {
  const admins = await tx.db
    .selectFrom('account_roles as r')
    .innerJoin('accounts as a', 'a.id', 'r.account_id')
    .innerJoin('tenants as t', 't.id', 'r.tenant_id')
    .select(['a.email', 't.name', 't.timezone'])
    .distinct()
    .where('r.tenant_id', '=', alert.tenantId)
    .where('r.role', '=', 'tenant_admin')
    .execute();
  for (const { email: to, name, timezone } of admins)
    await enqueueMail(tx, {
      tenantId: alert.tenantId,
      kind: 'spending',
      to,
      ...limitLetter(alert, { company: name, timezone }),
    });
}

/** What was stopped and when, and where the limit is changed. */
export function limitLetter(
  { kind, number, at }: LimitAlertView,
  { company, timezone }: { readonly company: string; readonly timezone: string },
): { readonly subject: string; readonly text: string } {
  const when = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, dateStyle: 'full', timeStyle: 'medium' });
  const lines = [
    `The limit of ${LIMITS[kind]} stopped a call of ${company} to ${number}.`,
    '',
    `When: ${when.format(new Date(at))} (${timezone})`,
    '',
    'If nobody of yours made so many calls, look whose phone they came from and change its password.',
    'If the limit is too low, raise it under Outbound policies.',
    'For an hour you get no further letter about this limit.',
  ];
  return { subject: `A limit stopped calls of ${company}`, text: `${lines.join('\n')}\n` };
}
