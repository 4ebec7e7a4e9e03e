import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';

/** Half seconds without any answer, not even 100 Trying, after which a carrier counts as gone (SC-025: the next within 3 s). */
const PATIENCE = 4;
/** Tenths of a second, of the last eleven days; and half seconds, which a call is noted by. */
const TENTHS = 10_000_000;
const TIME = '${STRFTIME(,,%s%1q):4}';
const HALVES = TENTHS / 5;
const HALF = `\${MATH(${TIME}/5,int)}`;
/** From one to another, earlier or later, also where they begin anew. */
const between = (from: string, to: string, all: number): string =>
  `((${to} - ${from} + ${1.5 * all}) % ${all} - ${all / 2})`;
/** Half seconds after which a list is used again: longer than it waits to be looked at. */
const AGAIN = 16;
/** Lists of one half second, by the last digit of the caller's unique id. */
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
const list = (digit: string): string => `GLOBAL(SC_WATCH_$[\${SC_HALF} % ${AGAIN}]_${digit})`;
const MINE = list('${UNIQUEID:-1}');
/** Which of this caller's legs, one digit, and the caller's channel. What a name holds beside this is no channel, and not looked at. */
const CALL = '${SC_NTH}${FILTER(-A-Za-z0-9_./@\\x3b,${CHANNEL(name)})}&';
const NEXT = '$[(0${SC_NTH} + 1) % 10]';
const noted: readonly Step[] = [
  step('MSet', `SC_NTH=${NEXT},SC_HALF=${HALF},GLOBAL(SC_NOTED)=${HALF}`),
  // Names stand in no MSet, which parts at commas.
  step('Set', `${MINE}=\${${MINE}}${CALL}`),
];
/** The watch said so within the last five seconds. */
const IS_WATCHED = `\${LEN(\${GLOBAL(SC_WATCHING)})} > 0 & (\${SC_HALF} - 0\${GLOBAL(SC_WATCHING)} + ${HALVES + 10}) % ${HALVES} < 20`;
/** All lists up to the last call, and one more, were looked at. */
const IS_IDLE = `${between('0${GLOBAL(SC_NOTED)}', '${SC_HALF}', HALVES)} > 1`;
/** Until this half second, and the patience of whoever called at its end, are over. */
const untilDue = (half: string): string => {
  const tenths = between(TIME, `5 * (${half} + ${PATIENCE + 1})`, TENTHS);
  return `SC_WAIT=\${IF($[${tenths} > 0]?$[${tenths} / 10]:0)}`;
};

/**
 * `Goto(sc-watch,trunk,1)` of the trunk SC_X, which comes back to its Dial: a watch takes the caller out of a Dial whose
 * carrier keeps silent, so that the next is tried. PJSIP notes the code of each answer, 100 Trying among them, and Dial hands it to the caller
 * (HANGUPCAUSE, cleared before each leg): who said 100 and rings after 8 s is left in peace, which Dial's own `60^2`
 * would not do, and timer B can't be set below 6.4 s (22.10.1). A carrier that wakes up later is sent CANCEL, or BYE.
 * The watch is one Local channel for all calls, for as long as there are any: it looks at the calls of a half second
 * 2.5 s after that began, so each has waited 2.0 to 2.6 s. A channel costs a quarter of a Dial.
 * Each call notes itself first (SC_NOTED, a list), and asks then whether there is a watch (SC_WATCHING); the watch says first
 * that it ends, and looks then whether anybody noted himself. So no call is left alone; where two begin at once, two watch.
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
        extension(
          'begin',
          step('Set', 'GLOBAL(SC_WATCHING)=${SC_HALF}'),
          // Nobody answers: it may take 23 days, which is as long as Originate can wait.
          step('Originate', 'Local/start@sc-watch/n,exten,sc-watch,end,1,2000000,av(SC_HALF=${SC_HALF})'),
          step('Return'),
        ),
        extension('start', step('MSet', untilDue('${SC_HALF}')), step('Goto', 'look,1')),
        // As a subroutine, by files of trunks as they were written before: a company's own, until its next apply.
        // SECURITY: those leave the caller's name to the core.
        extension(
          'call',
          step('Set', 'CALLERID(name)='),
          ...noted,
          step('GosubIf', `$[${IS_WATCHED}]?:sc-watch,begin,1`),
          step('Return'),
        ),
        // On a leg, by those of longer ago.
        extension('arm', step('Goto', 'sc-outside-leg,count,1')),
        extension('look', at('wait', step('Wait', '${SC_WAIT}')), step('Goto', 'list,1')),
        extension(
          'list',
          // FILTER left nothing in them that ends an assignment.
          step('MSet', `SC_L=${DIGITS.map((digit) => `\${${list(digit)}}`).join('')}`),
          step('MSet', DIGITS.map((digit) => `${list(digit)}=`).join()),
          step('GotoIf', '$[${LEN(${SC_L})} = 0]?next'),
          at('each', step('Set', 'SC_V=${SHIFT(SC_L,&)}')),
          // It has ended, or is at another leg by now: asked last, for it is raised before causes are cleared.
          step(
            'GotoIf',
            '$[${LEN(${IMPORT(${SC_V:1},HANGUPCAUSE_KEYS())})} > 0 | "${IMPORT(${SC_V:1},SC_NTH)}" != "${SC_V:0:1}"]?${IF($[${LEN(${SC_L})} > 0]?each:next)}',
          ),
          step('ChannelRedirect', '${SC_V:1},sc-outside-silent,s,1'),
          step('GotoIf', '$[${LEN(${SC_L})} > 0]?each'),
          at('next', step('GotoIf', `$[${IS_IDLE}]?:on`)),
          step('Set', 'GLOBAL(SC_WATCHING)='),
          step('GotoIf', `$[${IS_IDLE}]?over`),
          at(
            'on',
            step(
              'MSet',
              `GLOBAL(SC_WATCHING)=${HALF},SC_HALF=$[(\${SC_HALF} + 1) % ${HALVES}],${untilDue('${SC_HALF} + 1')}`,
            ),
          ),
          step('Goto', 'look,1'),
          at('over', step('Set', 'SC_HALF=')),
          step('Goto', 'end,1'),
        ),
        // Of a watch of longer ago.
        extension('lists', step('Goto', 'end,1')),
        extension('end', step('Hangup')),
        // Whoever ends a watch that is not over would leave the next calls without any.
        extension('h', step('GotoIf', '$[${LEN(${SC_HALF})} > 0]?ended,1')),
        extension('ended', step('Set', 'GLOBAL(SC_WATCHING)=')),
      ],
    }),
    // Taken out of Dial, inside the subroutine of the trunk: SC_STATUS is CHANUNAVAIL since it began.
    context('sc-outside-silent', {
      extensions: [
        extension('s', step('MSet', `GROUP(sctrunkout)=,DIALSTATUS=CHANUNAVAIL,SC_NTH=${NEXT}`), step('Return')),
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
