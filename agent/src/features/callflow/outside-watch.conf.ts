import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';

/** Seconds without any answer, not even 100 Trying, after which a carrier counts as gone (SC-025: the next within 3 s). */
const PATIENCE = 2;
/** Tenths of a second after which a list is used again: longer than a watch takes. */
const AGAIN = 80;
/** Lists of one half second, by the last digit of the caller's unique id. */
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
const list = (digit: string): string => `GLOBAL(SC_WATCH_$[\${SC_HALF} % ${AGAIN}]_${digit})`;
const MINE = list('${UNIQUEID:-1}');
/** `&<which of this caller's legs>:<the caller's channel>`. What a name holds beside this is no channel, and not looked at. */
const CALL = '&${SC_NTH}:${FILTER(-A-Za-z0-9_./@\\x3b,${CHANNEL(name)})}';
const noted: readonly Step[] = [
  // SC_HALF: tenths of a second, of the last eleven days, at which the half second began.
  step('MSet', 'SC_NTH=$[0${SC_NTH} + 1],SC_HALF=$[${MATH(${STRFTIME(,,%s%1q):4}/5,int)} * 5]'),
  // Names stand in no MSet, which parts at commas.
  step('Set', `${MINE}=\${${MINE}}${CALL}`),
];
const IS_WATCHED = '"${GLOBAL(SC_WATCHED)}" = "${SC_HALF}"';
const LEG = '${CUT(SC_V,:,1)}';
const CALLER = '${CUT(SC_V,:,2)}';

/**
 * `Goto(sc-watch,trunk,1)` of the trunk SC_X, which comes back to its Dial: a watch takes the caller out of a Dial whose
 * carrier keeps silent, so that the next is tried. PJSIP notes the code of each answer, 100 Trying among them, and Dial
 * hands it to the caller (HANGUPCAUSE, cleared before each leg): who said 100 and rings after 8 s is left in peace, which
 * Dial's own `60^2` would not do, and timer B can't be set below 6.4 s (22.10.1). A carrier that wakes up later is sent
 * CANCEL, or BYE.
 * A watch is a Local channel that waits by itself, and costs about a quarter of a Dial; so the first call of half a second
 * starts one, and the others are noted for it; each is looked at PATIENCE to PATIENCE + 0.5 s after its start. Where a
 * watch never came, its lists are looked at when their turn comes again. One watch for as long as calls go out would cost
 * less, and would count as a channel that may hold anybody's generation.
 * Neither `b()` nor LOCK: both put the caller into autoservice and wait for a thread, which costs more than all steps of a
 * call out. Calls write the same list only if their unique ids end alike, so hardly ever at once; a note that were lost
 * would leave that call to a silent carrier's own end.
 */
export function outsideWatch(): Context[] {
  return [
    context('sc-watch', {
      extensions: [
        extension(
          'trunk',
          ...noted,
          // Causes of a leg before are cleared once a watch over that one can't take this one's silence for its.
          step('GotoIf', `$[${IS_WATCHED} & \${LEN(\${HANGUPCAUSE_KEYS()})} = 0]?sc-out-\${SC_X},dial,1`),
          step('GosubIf', `$[${IS_WATCHED}]?:sc-watch,begin,1`),
          step('HangupCauseClear'),
          step('Goto', 'sc-out-${SC_X},dial,1'),
        ),
        // As a subroutine, by files of trunks as they were written before: a company's own, until its next apply.
        extension('call', ...noted, step('GosubIf', `$[${IS_WATCHED}]?:sc-watch,begin,1`), step('Return')),
        extension(
          'begin',
          step('Set', 'GLOBAL(SC_WATCHED)=${SC_HALF}'),
          step('Originate', 'Local/look@sc-watch/n,exten,sc-watch,end,1,10,av(SC_HALF=${SC_HALF})'),
          step('Return'),
        ),
        // On a leg, by files of longer ago.
        extension('arm', step('Goto', 'sc-outside-leg,count,1')),
        extension('look', at('wait', step('Wait', String(PATIENCE + 0.5))), step('Goto', 'lists,1')),
        extension(
          'lists',
          // A watch of longer ago looked at one call.
          step('GotoIf', '$[${LEN(${SC_HALF})} = 0]?end,1'),
          // FILTER left nothing in them that ends an assignment.
          step('MSet', `SC_L=${DIGITS.map((digit) => `\${${list(digit)}}`).join('')}`),
          step('MSet', DIGITS.map((digit) => `${list(digit)}=`).join()),
          at('each', step('GotoIf', '$[${LEN(${SC_L})} = 0]?end,1')),
          step('Set', 'SC_V=${SHIFT(SC_L,&)}'),
          // The first sign parts nothing. It has ended, or is at another leg by now: asked last, for that is raised before
          // causes are cleared.
          step(
            'GotoIf',
            `$[\${LEN(${CALLER})} = 0 | \${LEN(\${IMPORT(${CALLER},HANGUPCAUSE_KEYS())})} > 0 | "\${IMPORT(${CALLER},SC_NTH)}" != "${LEG}"]?each`,
          ),
          step('ChannelRedirect', `${CALLER},sc-outside-silent,s,1`),
          step('Goto', 'each'),
        ),
        extension('end', step('Hangup')),
        // Whoever ends a watch while calls gather would leave the next ones without any.
        extension(
          'h',
          step('Set', 'GLOBAL(SC_WATCHED)=${IF($["${GLOBAL(SC_WATCHED)}" = "${SC_HALF}"]?:${GLOBAL(SC_WATCHED)})}'),
        ),
      ],
    }),
    // Taken out of Dial, inside the subroutine of the trunk: SC_STATUS is CHANUNAVAIL since it began.
    context('sc-outside-silent', {
      extensions: [
        extension(
          's',
          step('MSet', 'GROUP(sctrunkout)=,DIALSTATUS=CHANUNAVAIL,SC_NTH=$[${SC_NTH} + 1]'),
          step('Return'),
        ),
      ],
    }),
    // On the new channel of a leg that counts, with the tenant and the trunk whose call it is (countedLeg).
    context('sc-outside-leg', {
      extensions: [
        extension(
          'count',
          step('MSet', 'GROUP(scoutleg)=${FILTER(0-9a-z,${ARG1})},GROUP(sctrunkleg)=${FILTER(0-9a-z-,${ARG2})}'),
          step('Return'),
        ),
      ],
    }),
  ];
}
