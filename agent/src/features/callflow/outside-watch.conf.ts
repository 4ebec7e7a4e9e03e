import { at, context, extension, step, type Context } from '@synergycall/asterisk';

/** Seconds without any answer, not even 100 Trying, after which a carrier counts as gone (SC-025: the next within 3 s). */
const PATIENCE = 2;
/** Tenths of a second after which a list is used again: longer than a watch takes. */
const AGAIN = 80;
/** Lists of one half second, by the last digit of the caller's unique id. */
const LISTS = 10;
/** `&<which of this caller's legs>:<the caller's channel>`. What a name holds beside this is no channel, and not looked at. */
const CALL = '&${SC_NTH}:${FILTER(-A-Za-z0-9_./@\\x3b,${CHANNEL(name)})}';
const LIST = 'GLOBAL(SC_WATCH_${SC_AT}_${SC_K})';

/**
 * `Gosub(sc-watch,call,1)` right before a trunk's Dial: a watch takes the caller out of a Dial whose carrier keeps silent,
 * so that the next is tried. PJSIP notes the code of each answer, 100 Trying among them, and Dial hands it to the caller
 * (HANGUPCAUSE, cleared before each leg): who said 100 and rings after 8 s is left in peace, which Dial's own `60^2`
 * would not do, and timer B can't be set below 6.4 s (22.10.1). A carrier that wakes up later is sent CANCEL, or BYE.
 * A watch is a Local channel that waits by itself, and costs about a quarter of a Dial; so the first call of half a second
 * starts one, and the others are noted for it; each is looked at PATIENCE to PATIENCE + 0.5 s after its start. Where a
 * watch never came, its lists are looked at when their turn comes again.
 * Neither `b()` nor LOCK: both put the caller into autoservice and wait for a thread, which costs more than all steps of a
 * call out. Calls write the same list only if their unique ids end alike, so hardly ever at once; a note that were lost
 * would leave that call to a silent carrier's own end.
 */
export function outsideWatch(): Context[] {
  return [
    context('sc-watch', {
      extensions: [
        // Names stand in no MSet, which parts at commas.
        extension(
          'call',
          // SC_AT: tenths of a second, of the last eleven days.
          step('MSet', 'SC_NTH=$[0${SC_NTH} + 1],SC_AT=${STRFTIME(,,%s%1q):4},SC_K=${UNIQUEID:-1}'),
          step('MSet', `SC_HALF=$[\${SC_AT} - \${SC_AT} % 5],SC_AT=$[(\${SC_AT} - \${SC_AT} % 5) % ${AGAIN}]`),
          step('Set', `${LIST}=\${${LIST}}${CALL}`),
          step('GotoIf', '$["${GLOBAL(SC_WATCHED)}" = "${SC_HALF}"]?armed'),
          step('Set', 'GLOBAL(SC_WATCHED)=${SC_HALF}'),
          step('Originate', 'Local/look@sc-watch/n,exten,sc-watch,end,1,10,av(SC_HALF=${SC_HALF})'),
          at('armed', step('Return')),
        ),
        // On a leg, by files of trunks as they were written before: a company's own, until its next apply.
        extension('arm', step('Goto', 'sc-outside-leg,count,1')),
        extension('look', at('wait', step('Wait', String(PATIENCE + 0.5))), step('Goto', 'lists,1')),
        extension(
          'lists',
          step('MSet', `SC_AT=$[\${SC_HALF} % ${AGAIN}],SC_K=-1`),
          at('next', step('Set', 'SC_K=$[${SC_K} + 1]')),
          step('GotoIf', `$[\${SC_K} = ${LISTS}]?end,1`),
          step('Set', `SC_L=\${${LIST}:1}`),
          step('GotoIf', '$[${LEN(${SC_L})} = 0]?next'),
          step('Set', `${LIST}=`),
          at('each', step('Set', 'SC_V=${SHIFT(SC_L,&)}')),
          step('Set', 'SC_X=${CUT(SC_V,:,2)}'),
          step('GotoIf', '$[${LEN(${SC_X})} = 0 | ${LEN(${IMPORT(${SC_X},HANGUPCAUSE_KEYS())})} > 0]?on'),
          // It has ended, or is at another leg by now: asked last, for it is raised before causes are cleared.
          step('GotoIf', '$["${IMPORT(${SC_X},SC_NTH)}" = "${CUT(SC_V,:,1)}"]?:on'),
          step('ChannelRedirect', '${SC_X},sc-outside-silent,s,1'),
          at('on', step('GotoIf', '$[${LEN(${SC_L})} > 0]?each:next')),
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
