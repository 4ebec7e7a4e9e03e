import { email, RING_BACK_SECONDS, type EmergencyCallView } from '@synergycall/domain';
import type { PlatformTx } from '../../platform/database/index.ts';
import { enqueueMail } from '../mail/index.ts';
import type { EmergencySender } from './emergency-watch.ts';

/** A letter to each who has to hear of a call for help, written with its record. */
export const byMail = (wake: () => void): EmergencySender => ({
  async send(call, tx) {
    const timezone = await timezoneOf(tx, call.tenantId);
    // One address that is none keeps nobody else from hearing of it.
    for (const to of call.notify.filter((one) => email.safeParse(one).success))
      await enqueueMail(tx, { tenantId: call.tenantId, kind: 'emergency', to, ...emergencyLetter(call, timezone) });
  },
  onRecorded: wake,
});

async function timezoneOf({ db }: PlatformTx, tenantId: EmergencyCallView['tenantId']): Promise<string> {
  const row = await db.selectFrom('tenants').select('timezone').where('id', '=', tenantId).executeTakeFirst();
  return row?.timezone ?? 'UTC';
}

/** Who, where, what was dialled, when, and how to reach them. */
export function emergencyLetter(call: EmergencyCallView, timezone: string): { subject: string; text: string } {
  const who = call.userName || call.deviceLabel || call.sipUsername;
  const where = call.locationName === '' ? '' : ` at ${call.locationName}`;
  const at = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, dateStyle: 'full', timeStyle: 'medium' });
  const lines = [
    `${who} called the emergency number ${call.number}${where}.`,
    ...(call.unrouted ? ['The call found no way out of the phone system: nobody may have answered it.'] : []),
    '',
    `Who: ${who}`,
    `Phone: ${call.deviceLabel || call.sipUsername}`,
    `Where: ${call.locationName || 'not known: this phone has no location'}`,
    ...(call.address === '' ? [] : [`Address: ${call.address.replaceAll(/\s*\n\s*/g, ', ')}`]),
    `Number dialled: ${call.number}`,
    `When: ${at.format(new Date(call.at))} (${timezone})`,
    '',
    call.shown === null
      ? 'No number was shown, so the emergency service can’t call back.'
      : `To ring back: calls to ${call.shown} ring this phone until ${RING_BACK_SECONDS / 60} minutes after the call.`,
  ];
  return { subject: `Emergency call to ${call.number} by ${who}${where}`, text: `${lines.join('\n')}\n` };
}
