import { at, context, extension, step, type Context, type Extension, type Step } from '@synergycall/asterisk';
import { DIALABLE, FEATURE_CODES, type FeatureCode, type ForwardEvent } from '@synergycall/domain';
import { damaged, GENERATION } from './generation.conf.ts';
import { queueCodeContext, queueSayContext } from './queue-code.conf.ts';

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);

/**
 * What begins with a star, from a phone. SECURITY: of the tenant's own phones alone: whatever comes in by a trunk has no
 * SC_SELF; and who transfers somebody to a code changes nothing of theirs.
 */
export const CODE_BY_PHONE =
  '$["${SC_WHY}" = "unknown" & "${SC_N:0:1}" = "*" & ${LEN(${SC_SELF})} > 0 & ${LEN(${BLINDTRANSFER})} = 0]';

/**
 * Feature codes (the domain's table). What one changes is there at once and stands in two places: the live key, which the
 * next call reads, and a note for the agent, which may be down (handling/said.ts). The note comes first, so that whatever
 * the agent settles between the two is put right by it.
 */
export const codeContexts = (): Context[] => [
  codeContext(),
  doContext(),
  ...changeContexts(),
  queueCodeContext(),
  ...spokenContexts(),
  queueSayContext(),
];

/** `sc-code,<what was dialled>,1`: SC_U becomes the owner of the calling phone. */
function codeContext(): Context {
  return context('sc-code', {
    extensions: [
      extension(
        DIALABLE,
        // A phone's caller id is its row's; whose extension that is, and that the phone is theirs, is looked up.
        set('SC_D', '${FILTER(0-9,${CALLERID(num)})}'),
        step('GotoIf', '$[${LEN(${SC_D})} = 0 | ${LEN(${SC_D})} > 6]?nobody'),
        set('SC_R', `\${DB(${GENERATION}/x/\${SC_D})}`),
        set('SC_X', '${FILTER(0-9a-z,${SC_R:5})}'),
        step(
          'GotoIf',
          '$["${FILTER(a-z:,${SC_R:0:5})}" = "user:" & ${LEN(${SC_X})} = 12 & ${LEN(${SC_R})} = 17]?:nobody',
        ),
        step('Gosub', 'sc-owns,s,1'),
        step('GotoIf', '$["${SC_Y}" = "1"]?:nobody'),
        set('SC_U', '${SC_X}'),
        step('GotoIf', '${DIALPLAN_EXISTS(sc-code-do,${SC_N:0:3},1)}?sc-code-do,${SC_N:0:3},1'),
        at('nobody', step('Goto', 'sc-refuse,unknown,1')),
      ),
    ],
  });
}

/** What was dialled after the code. */
const REST = '${SC_N:3}';

function doContext(): Context {
  return context('sc-code-do', { extensions: FEATURE_CODES.map((code) => extension(code.code, ...stepsOf(code))) });
}

const SOUNDS: Readonly<Record<ForwardEvent | 'dnd', string>> = {
  dnd: 'do-not-disturb',
  always: 'call-fwd-unconditional',
  busy: 'call-fwd-on-busy',
  noanswer: 'call-fwd-no-ans',
  away: 'call-fwd-no-ans',
};
const refused = (when: string): Step => step('GotoIf', `${when}?sc-refuse,unknown,1`);
const NO_REST = refused(`$[\${LEN(${REST})} > 0]`);

function stepsOf({ does }: FeatureCode): [Step, ...Step[]] {
  switch (does.what) {
    case 'dnd':
      return [NO_REST, set('SC_KEY', 'dnd'), set('SC_SAY', SOUNDS.dnd), step('Goto', `sc-code-dnd,${does.turns},1`)];
    case 'forward':
      return does.turns === 'off'
        ? [
            NO_REST,
            set('SC_KEY', does.event),
            set('SC_SAY', SOUNDS[does.event]),
            set('SC_V'),
            step('Goto', 'sc-code-set,s,1'),
          ]
        : [set('SC_KEY', does.event), set('SC_SAY', SOUNDS[does.event]), step('Goto', 'sc-code-forward,s,1')];
    case 'schedule':
      return [step('Goto', 'sc-code-schedule,s,1')];
    case 'queue':
      return [step('Goto', 'sc-code-queue,s,1')];
    case 'messages':
      return [NO_REST, step('Goto', `sc-messages,${does.box},1`)];
    case 'echo':
    case 'own-number':
      return [NO_REST, step('Goto', `sc-code-${does.what},s,1`)];
  }
}

const LIVE = 'sc/live/${SC_T}/u/${SC_U}';
/** A key that no other call writes, so that whoever takes the note away takes away no other. */
const note = (of: string, value: string): Step =>
  step('Set', `DB(sc/said/\${SC_T}/${of}.\${EPOCH}.\${FILTER(0-9,\${UNIQUEID})})=${value}`);
const SAID = step('UserEvent', 'ScSaid,Tag: ${SC_T},User: ${SC_U}');

function changeContexts(): Context[] {
  return [
    context('sc-code-dnd', {
      extensions: [
        extension('on', set('SC_V', 'on'), step('Goto', 'sc-code-set,s,1')),
        extension('off', set('SC_V'), step('Goto', 'sc-code-set,s,1')),
        extension(
          'over',
          set('SC_V', `\${IF($["\${FILTER(a-z,\${DB(${LIVE}/dnd)})}" = "on"]?:on)}`),
          step('Goto', 'sc-code-set,s,1'),
        ),
      ],
    }),
    // SC_KEY of the person becomes SC_V; nothing: by default.
    context('sc-code-set', {
      extensions: [
        extension(
          's',
          note('u/${SC_U}/${SC_KEY}', '${IF($[${LEN(${SC_V})} = 0]?off:${SC_V})}'),
          step('GotoIf', '$[${LEN(${SC_V})} = 0]?off'),
          step('Set', `DB(${LIVE}/\${SC_KEY})=\${SC_V}`),
          SAID,
          step('Goto', 'sc-code-say,on,1'),
          at('off', set('SC_X', `\${DB_DELETE(${LIVE}/\${SC_KEY})}`)),
          SAID,
          step('Goto', 'sc-code-say,off,1'),
        ),
      ],
    }),
    // An extension of the tenant, or a number outside that this person may call.
    context('sc-code-forward', {
      extensions: [
        extension(
          's',
          set('SC_D', REST),
          refused('$[${LEN(${SC_D})} = 0]'),
          step('GotoIf', '$[${LEN(${FILTER(0-9,${SC_D})})} = ${LEN(${SC_D})} & ${LEN(${SC_D})} < 7]?:outside'),
          set('SC_R', `\${DB(${GENERATION}/x/\${SC_D})}`),
          step('GotoIf', '$[${LEN(${SC_R})} = 0]?outside'),
          set('SC_V', '${FILTER(0-9a-z:,${SC_R})}'),
          step('GotoIf', `${damaged('SC_V')}?sc-refuse,corrupt,1`),
          // To oneself: round and round.
          step('GotoIf', '$["${SC_V}" = "user:${SC_U}"]?sc-refuse,loop,1:sc-code-set,s,1'),
          at('outside', step('Set', 'SC_PAYER=self')),
          set('SC_F', '${SC_U}'),
          step('Gosub', 'sc-outside-resolve,${SC_D},1'),
          // SECURITY: an emergency number is nobody's forward.
          refused('$["${SC_WHY}" = "emergency"]'),
          step('GotoIf', '$["${SC_WHY}" = "outside"]?:sc-refuse,${SC_WHY},1'),
          step('GotoIf', `$[\${LEN(\${DB(${GENERATION}/d/\${SC_E})})} > 0]?sc-refuse,loop,1`),
          set('SC_U', '${SC_F}'),
          set('SC_V', 'external:${SC_E}'),
          step('Goto', 'sc-code-set,s,1'),
        ),
      ],
    }),
    // A schedule by its extension: by hand the other way than it is now; by its hours again where it was by hand.
    context('sc-code-schedule', {
      extensions: [
        extension(
          's',
          set('SC_D', `\${FILTER(0-9,${REST})}`),
          refused(`$[\${LEN(\${SC_D})} = 0 | \${LEN(\${SC_D})} > 6 | \${LEN(\${SC_D})} != \${LEN(${REST})}]`),
          set('SC_R', `\${DB(${GENERATION}/x/\${SC_D})}`),
          set('SC_F', '${FILTER(0-9a-hjkmnp-tv-z,${SC_R:6})}'),
          refused('$["${FILTER(a-z:,${SC_R:0:6})}" != "hours:" | ${LEN(${SC_F})} != 12 | ${LEN(${SC_R})} != 18]'),
          set('SC_V', '${FILTER(a-z,${DB(sc/live/${SC_T}/f/${SC_F}/hours)})}'),
          step('GotoIf', '$["${SC_V}" = "open" | "${SC_V}" = "closed"]?hours'),
          step('Gosub', 'sc-hours,s,1(${SC_F})'),
          step('GotoIf', '$[${LEN(${SC_H})} = 0]?sc-refuse,corrupt,1'),
          set('SC_V', '${IF($["${SC_H}" = "open"]?closed:open)}'),
          note('f/${SC_F}/hours', '${SC_V}:${SC_U}'),
          step('Set', 'DB(sc/live/${SC_T}/f/${SC_F}/hours)=${SC_V}'),
          SAID,
          step('Goto', 'sc-code-say,${SC_V},1'),
          at('hours', note('f/${SC_F}/hours', 'off:${SC_U}')),
          set('SC_X', '${DB_DELETE(sc/live/${SC_T}/f/${SC_F}/hours)}'),
          SAID,
          step('Gosub', 'sc-hours,s,1(${SC_F})'),
          step('Goto', 'sc-code-say,${IF($["${SC_H}" = "open"]?open:closed)},1'),
        ),
      ],
    }),
  ];
}

/** What blocks stands at priorities that never move. */
function spokenContexts(): Context[] {
  const said = (match: string, sounds: string): Extension =>
    extension(match, step('Answer'), at('play', step('Playback', sounds)), step('Hangup', '16'));
  return [
    context('sc-code-say', {
      extensions: [
        said('on', '${SC_SAY}&activated'),
        said('off', '${SC_SAY}&de-activated'),
        said('open', 'is-set-to&enabled'),
        said('closed', 'is-set-to&disabled'),
      ],
    }),
    context('sc-code-echo', {
      extensions: [
        extension(
          's',
          step('Answer'),
          at('play', step('Playback', 'demo-echotest')),
          at('echo', step('Echo')),
          at('done', step('Playback', 'demo-echodone')),
          step('Hangup', '16'),
        ),
      ],
    }),
    // One's extension, and the number that is shown outside.
    context('sc-code-own-number', {
      extensions: [
        extension(
          's',
          step('Answer'),
          set('SC_E', `\${FILTER(0-9,\${DB(${GENERATION}/u/\${SC_U}/cid)})}`),
          set('SC_E', `\${IF($[\${LEN(\${SC_E})} > 0]?\${SC_E}:\${FILTER(0-9,\${DB(${GENERATION}/o/cid)})})}`),
          step('Goto', 'say,1'),
        ),
        extension(
          'say',
          at('play', step('Playback', 'extension')),
          at('digits', step('SayDigits', '${SC_D}')),
          step('GotoIf', '$[${LEN(${SC_E})} = 0]?end'),
          at('number', step('Playback', 'telephone-number')),
          at('number-digits', step('SayDigits', '${SC_E}')),
          at('end', step('Hangup', '16')),
        ),
      ],
    }),
  ];
}
