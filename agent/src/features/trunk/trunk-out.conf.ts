import { at, context, extension, literal, step, type Context, type Step } from '@synergycall/asterisk';
import {
  trunkName,
  trunkOutContext,
  watchedLeg,
  type TenantTag,
  type TrunkCallerId,
  type TrunkInbound,
  type TrunkSnapshot,
} from '@synergycall/domain';

/** Seconds that a call out rings. */
const RING = 120;

/**
 * Calls in and out at once, this one among them. Those out are counted twice: by the caller's channel from the start, and
 * by the leg (sc-watch), which outlives a caller who transfers.
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
 * `Gosub(sc-out-<id>,<digits>,1)` with SC_T, SC_E (digits wanted), SC_O (digits to send) and SC_CID (digits to show, or
 * empty) of the core, all clean: spells both numbers as the carrier wants them, and calls. Comes back with SC_STATUS
 * (`sc-outside-result` says which). What a rule has changed goes as the rule made it.
 */
export function outContext(tag: TenantTag | null, trunk: TrunkSnapshot): Context {
  const { id, called, callerId, inbound, channelLimit, fromUser, username } = trunk;
  const name = literal('trunk name', trunkName(id));
  const account = fromUser ?? username;
  return context(trunkOutContext(id), {
    extensions: [
      extension(
        '_X!',
        step('Set', 'SC_STATUS=CHANUNAVAIL'),
        step('Set', 'SC_CODE='),
        // SECURITY: a tenant's own trunk carries that tenant's calls alone (FR-022).
        ...(tag === null ? [] : [step('GotoIf', `$["\${SC_T}" = "${literal('tenant tag', tag)}"]?:done`)]),
        ...(channelLimit === null
          ? []
          : [
              step('Set', `GROUP(sctrunkout)=${name}`),
              step('GotoIf', `${tooManyCalls(name, { limit: channelLimit, way: 'out' })}?full`),
            ]),
        step('Set', 'SC_V=${SC_O}'),
        step('GotoIf', '$["${SC_O}" = "${SC_E}"]?:called'),
        ...spelled({ from: 'SC_E', to: 'SC_V', end: 'called' }, called.form, inbound),
        at('called', step('Set', `SC_Y=${account === null ? '' : literal('trunk user', account)}`)),
        step('GotoIf', '$[${LEN(${SC_CID})} > 0]?:shown'),
        ...spelled({ from: 'SC_CID', to: 'SC_Y', end: 'shown' }, callerId.form, inbound),
        at('shown', step('Set', 'CALLERID(num)=${SC_Y}')),
        step('Set', 'CALLERID(ani-num)=${SC_Y}'),
        step('HangupCauseClear'),
        step('Goto', 'dial,1'),
        ...(channelLimit === null
          ? []
          : [at('full', step('Set', 'GROUP(sctrunkout)=')), step('UserEvent', `ScTrunkFull,Trunk: ${name}`)]),
        at('done', step('Return')),
      ),
      // At a priority that never moves: a reload moves running calls to the same one of the new text. `i`: no 302.
      extension(
        'dial',
        at('dial', step('Dial', `PJSIP/\${SC_V}@${name},${RING},i${watchedLeg(name)}`)),
        step('Set', 'GROUP(sctrunkout)='),
        step('Goto', 'sc-outside-result,s,1'),
      ),
    ],
  });
}

/** E.164 digits in the carrier's form. National: of another country with the prefix for all countries, or a plus sign. */
function spelled(
  { from, to, end }: { readonly from: string; readonly to: string; readonly end: string },
  form: TrunkCallerId['form'],
  { countryCode, nationalPrefix, internationalPrefix }: TrunkInbound,
): Step[] {
  const length = countryCode.length;
  switch (form) {
    case 'plus':
      return [step('Set', `${to}=+\${${from}}`)];
    case 'digits':
      return [step('Set', `${to}=\${${from}}`)];
    case 'national':
      return [
        step('Set', `${to}=${internationalPrefix || '+'}\${${from}}`),
        step('GotoIf', `$["\${${from}:0:${length}}" = "${countryCode}"]?:${end}`),
        step('Set', `${to}=${nationalPrefix}\${${from}:${length}}`),
      ];
  }
}
