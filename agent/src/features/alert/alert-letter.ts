import type { LimitAlertKind, LimitAlertView } from '@synergycall/domain';
import type { PlatformTx } from '../../platform/database/index.ts';
import { enqueueMail } from '../mail/index.ts';

/** What happened to a company's call to a number, and what is to be done, by kind. */
interface Words {
  readonly subject: (company: string) => string;
  readonly happened: (company: string, number: string) => string;
  readonly todo: readonly string[];
}
const stopped = (limit: string): Words => ({
  subject: (company) => `A limit stopped calls of ${company}`,
  happened: (company, number) => `The limit of ${limit} stopped a call of ${company} to ${number}.`,
  todo: [
    'If nobody of yours made so many calls, look whose phone they came from and change its password.',
    'If the limit is too low, raise it under Outbound policies.',
    'For an hour you get no further letter about this limit.',
  ],
});
const WORDS: Readonly<Record<LimitAlertKind, Words>> = {
  'a-minute': stopped('calls a minute'),
  'at-once': stopped('calls at the same time'),
  'spend-near': {
    subject: (company) => `Calls of ${company} have used 80 % of what a day may cost`,
    happened: (company, number) =>
      `Calls out of ${company} have used 80 % of what a day may cost, by the price list; the last was to ${number}.`,
    todo: [
      'Nothing is stopped yet. At 100 % no further call goes out until the day is over, except emergency calls.',
      'If these are not your calls, look whose phone they came from and change its password.',
    ],
  },
  'spend-reached': {
    subject: (company) => `Calls of ${company} have reached what a day may cost`,
    happened: (company, number) =>
      `Calls out of ${company} have reached what a day may cost, by the price list; the last was to ${number}.`,
    todo: [
      'No further call goes out until the day is over. Emergency calls and calls inside are not stopped.',
      'If these are your calls, lift the limit for today under Outbound policies.',
      'If they are not, look whose phone they came from and change its password first.',
    ],
  },
  'denied-country': {
    subject: (company) => `A call of ${company} to a denied country was stopped`,
    happened: (company, number) => `A rule that denies a country stopped a call of ${company} to ${number}.`,
    todo: [
      'If nobody of yours dials there, look whose phone the call came from and change its password.',
      'If they should, change the rule under Outbound policies.',
      'For an hour you get no further letter about denied countries.',
    ],
  },
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

/** What happened and when, and where the limit is changed. */
export function limitLetter(
  { kind, number, at }: LimitAlertView,
  { company, timezone }: { readonly company: string; readonly timezone: string },
): { readonly subject: string; readonly text: string } {
  const when = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, dateStyle: 'full', timeStyle: 'medium' });
  const { subject, happened, todo } = WORDS[kind];
  const lines = [happened(company, number), '', `When: ${when.format(new Date(at))} (${timezone})`, '', ...todo];
  return { subject: subject(company), text: `${lines.join('\n')}\n` };
}
