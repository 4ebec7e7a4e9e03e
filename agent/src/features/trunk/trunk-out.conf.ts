import { at, context, extension, literal, step, type Context } from '@synergycall/asterisk';
import {
  countedLeg,
  trunkName,
  trunkOutContext,
  type TenantTag,
  type TrunkCallerId,
  type TrunkInbound,
  type TrunkSnapshot,
} from '@synergycall/domain';

/** Seconds that a call out rings. */
const RING = 120;

/**
 * Calls in and out at once, this one among them. Those out are counted twice: by the caller's channel from the start, and
 * by the leg (countedLeg), which outlives a caller who transfers.
 */
export function tooManyCalls(
  name: string,
  { limit, way }: { readonly limit: number; readonly way: 'in' | 'out' },
): string {
  const count = (group: string) => `\${GROUP_COUNT(${name}@${group})}`;
  const callsIn = count('sctrunk');
  // The leg of this one is not there yet.
  const others = way === 'in' ? '>' : '>=';
  return `$[${callsIn} + ${count('sctrunkout')} > ${limit} | ${callsIn} + ${count('sctrunkleg')} ${others} ${limit}]`;
}

/**
 * `Gosub(sc-out-<id>,<digits>,1)` with SC_X (this id), SC_T, SC_E (digits wanted), SC_O (digits to send) and SC_CID (digits
 * to show, or empty) of the core, all clean: spells both numbers as the carrier wants them, and calls. Comes back with
 * SC_STATUS (`sc-outside-result` says which). What a rule has changed goes as the rule made it. The one argument is more
 * options of Dial, what is to run on a leg that is answered (spending.conf.ts of callflow).
 */
export function outContext(tag: TenantTag | null, trunk: TrunkSnapshot): Context {
  const { id, called, callerId, inbound, channelLimit, fromUser, username } = trunk;
  const name = literal('trunk name', trunkName(id));
  const account = fromUser ?? username;
  const shown = whereShown(
    spelled('SC_CID', callerId.form, inbound),
    account === null ? '' : literal('trunk user', account),
  );
  // A limit of the tenant's says so in SC_COUNTS (sc-outside).
  const counted = channelLimit === null ? '${SC_COUNTS}' : countedLeg(name);
  return context(trunkOutContext(id), {
    extensions: [
      extension(
        '_X!',
        // SECURITY: digits of the core's, an account's literal: nothing in them ends an assignment.
        step(
          'MSet',
          [
            'SC_STATUS=CHANUNAVAIL',
            'SC_CODE=',
            `SC_V=${unlessChanged(spelled('SC_E', called.form, inbound))}`,
            `CALLERID(num)=${shown}`,
            `CALLERID(ani-num)=${shown}`,
          ].join(),
        ),
        // SECURITY: a tenant's own trunk carries that tenant's calls alone (FR-022).
        ...(tag === null ? [] : [step('GotoIf', `$["\${SC_T}" = "${literal('tenant tag', tag)}"]?:done`)]),
        ...(channelLimit === null
          ? []
          : [
              step('Set', `GROUP(sctrunkout)=${name}`),
              step('GotoIf', `${tooManyCalls(name, { limit: channelLimit, way: 'out' })}?full`),
            ]),
        // Back to `dial` below, by SC_X.
        step('Goto', 'sc-watch,trunk,1'),
        ...(channelLimit === null
          ? []
          : [at('full', step('Set', 'GROUP(sctrunkout)=')), step('UserEvent', `ScTrunkFull,Trunk: ${name}`)]),
        at('done', step('Return')),
      ),
      // At a priority that never moves: a reload moves running calls to the same one of the new text. `i`: no 302.
      extension(
        'dial',
        at('dial', step('Dial', `PJSIP/\${SC_V}@${name},${RING},i${counted}\${ARG1}`)),
        // Whoever looks for this leg from now on comes too late.
        step('MSet', 'GROUP(sctrunkout)=,SC_NTH=$[${SC_NTH} + 1]'),
        step('Goto', 'sc-outside-result,s,1'),
      ),
    ],
  });
}

/** What a rule changed goes as the rule made it. */
const unlessChanged = (text: string): string => `\${IF($["\${SC_O}" = "\${SC_E}"]?${text}:\${SC_O})}`;
const whereShown = (text: string, account: string): string => `\${IF($[\${LEN(\${SC_CID})} > 0]?${text}:${account})}`;

/**
 * E.164 digits in the carrier's form. National: of another country with the prefix for all countries, or a plus sign.
 * No colon in it, for IF splits there.
 */
function spelled(
  from: string,
  form: TrunkCallerId['form'],
  { countryCode, nationalPrefix, internationalPrefix }: TrunkInbound,
): string {
  switch (form) {
    case 'plus':
      return `+\${${from}}`;
    case 'digits':
      return `\${${from}}`;
    case 'national': {
      const { length } = countryCode;
      const home = `${nationalPrefix}\${${from}:${length}}`;
      return `\${IF($["\${${from}:0:${length}}" = "${countryCode}"]?${home}:${internationalPrefix || '+'}\${${from}})}`;
    }
  }
}
