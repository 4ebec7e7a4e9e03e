import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { countedLeg, DIALABLE, SENT_DIGITS } from '@synergycall/domain';
import { GENERATION } from './resolve.conf.ts';
import { limitMet } from './limit-note.conf.ts';
import { outsideLimits } from './outside-limits.conf.ts';
import { spendingContexts } from './spending.conf.ts';
import { outsideWatch } from './outside-watch.conf.ts';

/** Calls out (decision 0010): who may call what is asked by `sc-outside-resolve`, carried out by `sc-outside`. */
export const outsideContexts = (): Context[] => [
  resolveContext(),
  wayContext(),
  ...carryContexts(),
  outsideLimits(),
  ...spendingContexts(),
  ...outsideWatch(),
];

const empty = (name: string): string => `$[\${LEN(\${${name}})} = 0]`;
const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);
/** SC_D begins with what SC_X holds. Quoted, so that digits are compared as text. */
const BEGINS = '$["${SC_D:0:${LEN(${SC_X})}}" = "${SC_X}"]';
const REST = '${SC_D:${LEN(${SC_X})}}';
/** This value, whose alphabet is checked, has the form. */
const hasForm = (name: string, form: string): string => `$["\${REGEX("^${form}$" \${${name}})}" = "1"]`;
/** FILTER leaves this raw value unchanged. */
const isOf = (alphabet: string, name: string): string =>
  `\${LEN(\${FILTER(${alphabet},\${${name}})})} = \${LEN(\${${name}})}`;
/** SC_E is 7 to 15 digits that begin with no 0. REGEX compiles its expression at each call: with `{6,14}` for 0.14 ms. */
const IS_E164 = `$[\${LEN(\${SC_E})} > 6 & \${LEN(\${SC_E})} < 16 & ${isOf('0-9', 'SC_E')} & "\${SC_E:0:1}" != "0"]`;
/**
 * The value SC_R, whose alphabet is checked, is `allow:<strip SC_V>:<prepend SC_X>:<SC_TRUNKS>`: one or two digits, at
 * most fifteen, one to eight ids joined by dots. Each id is looked at where its turn comes (sc-outside-next).
 * As one REGEX it took 0.23 ms.
 */
const ALLOWS = [
  '"${SC_R}" = "allow:${SC_V}:${SC_X}:${SC_TRUNKS}"',
  `\${LEN(\${SC_V})} > 0 & \${LEN(\${SC_V})} < 3 & ${isOf('0-9', 'SC_V')}`,
  `\${LEN(\${SC_X})} < 16 & ${isOf('0-9', 'SC_X')}`,
  '${LEN(${SC_TRUNKS})} > 11 & ${LEN(${SC_TRUNKS})} < 104',
  '${LEN(${FILTER(0-9a-z,${SC_TRUNKS})})} * 13 = (${LEN(${SC_TRUNKS})} + 1) * 12',
].join(' & ');
/** The raw value SC_R is an id. */
const IS_ID = '$[${LEN(${FILTER(0-9a-z,${SC_R})})} = 12 & ${LEN(${SC_R})} = 12]';
/** Leaves the value, where there is one, in DB_RESULT. */
const isAbsent = (key: string): string => `$[0\${DB_EXISTS(${GENERATION}/${key})} = 0]`;
const read = (key: string): string => `\${DB(${GENERATION}/${key})}`;

/**
 * `Gosub(sc-outside-resolve,<what was dialled>,1)`, with SC_T and SC_G clean: SC_WHY becomes `unknown` (no number
 * outside), `emergency` (SC_D, dialled behind the prefix for outside), `blocked`, `caller-suspended`, `corrupt`, or
 * `outside` with SC_E (E.164 digits wanted), SC_O (digits to send), SC_TRUNKS (ids joined by dots), SC_CID (digits to
 * show, or empty), SC_POL and SC_RULE. It never dials.
 * SC_PAYER says by whose policy: `self` (the calling phone's owner, or whose phone transferred the call), a user id, or
 * empty: the tenant's.
 * SECURITY: a value of AstDB is believed only if its alphabet and length are right; whatever is not blocks the call.
 */
function resolveContext(): Context {
  return context('sc-outside-resolve', {
    extensions: [
      extension(
        DIALABLE,
        step('MSet', 'SC_WHY=unknown,SC_DIAL=,SC_D=${FILTER(0-9*#+,${EXTEN})}'),
        step('GotoIf', '$[${LEN(${SC_D})} != ${LEN(${EXTEN})}]?done'),
        step('GotoIf', '$["${SC_D:0:1}" = "+"]?plus'),
        // <country code>:<national prefix>:<international prefix>:<outside prefix>:<bare>:<area code>
        set('SC_R', read('o/dial')),
        step('GotoIf', `${empty('SC_R')}?done`),
        set('SC_V', '${FILTER(0-9a-z:,${SC_R})}'),
        step('GotoIf', '$[${LEN(${SC_V})} != ${LEN(${SC_R})} | ${LEN(${SC_V})} > 40]?corrupt'),
        set('SC_X', '${CUT(SC_V,:,4)}'),
        step('GotoIf', `${empty('SC_X')}?within`),
        step('GotoIf', `${BEGINS}?:done`),
        set('SC_D', REST),
        step('GotoIf', '$["${SC_D:0:1}" = "+"]?plus'),
        // Whoever is used to dialling the prefix first does so in need too.
        at('within', step('GotoIf', '${DIALPLAN_EXISTS(sc-emergency,${SC_D},1)}?emergency')),
        set('SC_X', '${CUT(SC_V,:,3)}'),
        step('GotoIf', `${empty('SC_X')}?national`),
        step('GotoIf', `${BEGINS}?:national`),
        set('SC_E', REST),
        step('Goto', 'check'),
        at('national', set('SC_X', '${CUT(SC_V,:,2)}')),
        step('GotoIf', `${empty('SC_X')}?bare`),
        step('GotoIf', `${BEGINS}?:bare`),
        set('SC_E', `\${CUT(SC_V,:,1)}${REST}`),
        step('Goto', 'check'),
        at('bare', set('SC_X', '${CUT(SC_V,:,5)}')),
        step('GotoIf', '$["${SC_X}" = "none"]?done'),
        set('SC_E', '${CUT(SC_V,:,1)}${IF($["${SC_X}" = "local"]?${CUT(SC_V,:,6)})}${SC_D}'),
        step('Goto', 'check'),
        at('plus', set('SC_E', '${SC_D:1}')),
        at('check', step('GotoIf', `${IS_E164}?sc-outside-way,s,1`)),
        at('done', step('Return')),
        at('emergency', set('SC_WHY', 'emergency')),
        step('Return'),
        at('corrupt', set('SC_WHY', 'corrupt')),
        step('Return'),
      ),
    ],
  });
}

/** What a matcher is made of (domain/policy/matcher): `0-9 + * ? . ^ $ ( ) [ ] { } | , -`. */
const MATCHER = '0-9+*?.^\\x24\\x28\\x29\\x5b\\x5d\\x7b\\x7d\\x7c\\x2c\\x2d';

/** SC_PN is no count of 1 or 2 digits; SC_R neither absent nor a hundred counts of two. */
const badCount = `\${LEN(\${SC_PN})} < 1 | \${LEN(\${SC_PN})} > 2 | \${LEN(\${FILTER(0-9,\${SC_PN})})} != \${LEN(\${SC_PN})}`;
const badSkips = `\${LEN(\${SC_R})} > 0 & (\${LEN(\${SC_R})} != 200 | \${LEN(\${FILTER(0-9,\${SC_R})})} != 200)`;

/** The E.164 digits SC_E: by whose policy, which of its rules, and by which trunks? Ends the subroutine above. */
function wayContext(): Context {
  return context('sc-outside-way', {
    extensions: [
      extension(
        's',
        step('MSet', 'SC_WHY=blocked,SC_CID=,SC_UP=,SC_COUNTS='),
        step('GotoIf', '$["${SC_PAYER}" = "self"]?self'),
        set('SC_R', '${SC_PAYER}'),
        step('GotoIf', `${empty('SC_R')}?tenant:user`),
        // SECURITY: who transfers a call sends it out by their own policy, whoever is transferred.
        at(
          'self',
          set('SC_X', '${IF($[${LEN(${BLINDTRANSFER})} > 0]?${FILTER(0-9a-z-,${BLINDTRANSFER:6:11})}:${SC_SELF})}'),
        ),
        step('GotoIf', '$[${LEN(${SC_X})} + ${LEN(${BLINDTRANSFER})} > 0]?phone'),
        // No phone: a probe, which may ask for somebody.
        set('SC_R', '${IF($["${SC_HEALTH}" = "1"]?${FILTER(0-9a-z,${SC_AS})})}'),
        step('GotoIf', `${empty('SC_R')}?tenant:user`),
        // SECURITY: a phone that this generation doesn't know calls nobody outside.
        at('phone', set('SC_R', read('e/${SC_X}'))),
        at('user', step('GotoIf', `${IS_ID}?:none`)),
        set('SC_U', '${SC_R}'),
        step('GotoIf', '$["${FILTER(a-z,${DB(sc/live/${SC_T}/u/${SC_U}/state)})}" = "suspended"]?suspended'),
        set('SC_CID', read('u/${SC_U}/cid')),
        set('SC_R', read('u/${SC_U}/policy')),
        step('GotoIf', '$[${LEN(${SC_R})} > 0]?policy'),
        at('tenant', set('SC_R', read('o/policy'))),
        at('policy', step('GotoIf', `${IS_ID}?:none`)),
        set('SC_POL', '${SC_R}'),
        step('GotoIf', '$[${LEN(${SC_CID})} > 0]?shown'),
        set('SC_CID', read('o/cid')),
        at('shown', set('SC_PN', read('p/${SC_POL}/n'))),
        // How many rules can't match what begins so (domain/policy/rule-skips); absent: none of them.
        set('SC_R', read('p/${SC_POL}/f${SC_E:0:1}')),
        step(
          'GotoIf',
          `$[\${LEN(\${FILTER(0-9,\${SC_CID})})} != \${LEN(\${SC_CID})} | \${LEN(\${SC_CID})} > 15 | ${badCount} | ${badSkips}]?corrupt`,
        ),
        set('SC_RULE', '0${SC_R:$[${SC_E:1:2} * 2]:2}'),
        // As few steps as can be: each costs, and there may be 99 rules.
        at('next', set('SC_RULE', '$[${SC_RULE} + 1]')),
        set('SC_R', read('p/${SC_POL}/${SC_RULE}/re')),
        // `1`, `0`, nothing where it is no expression, or `odd` where it is none of ours.
        set(
          'SC_X',
          `\${IF($[\${LEN(\${SC_R})} > 0 & \${LEN(\${SC_R})} <= 900 & ${isOf(MATCHER, 'SC_R')}]?\${REGEX("\${SC_R}" +\${SC_E})}:odd)}`,
        ),
        step('GotoIf', '$["${SC_X}" = "0"]?next'),
        step('GotoIf', '$["${SC_X}" = "1" & ${SC_RULE} <= ${SC_PN}]?:over'),
        step('GotoIf', `${isAbsent('p/${SC_POL}/${SC_RULE}/when')}?act`),
        set('SC_R', '${DB_RESULT}'),
        step('GotoIf', `$[${isOf('0-9a-z:', 'SC_R')}]?:corrupt`),
        step('GotoIf', `${hasForm('SC_R', '(in|out):[0-9a-z]{12}')}?:corrupt`),
        set('SC_V', '${SC_R}'),
        step('Gosub', 'sc-hours,s,1(${CUT(SC_V,:,2)})'),
        // SECURITY: the rule may be one that denies.
        step('GotoIf', `${empty('SC_H')}?corrupt`),
        step('GotoIf', '$["${CUT(SC_V,:,1)}" = "${IF($["${SC_H}" = "open"]?in:out)}"]?:next'),
        at('act', set('SC_R', read('p/${SC_POL}/${SC_RULE}/do'))),
        step('GotoIf', `$[${isOf('0-9a-z:.', 'SC_R')}]?:corrupt`),
        step('GotoIf', '$["${SC_R}" = "deny"]?denied'),
        // Its alphabet was checked just now, so nothing in it ends an assignment.
        step('MSet', 'SC_V=${CUT(SC_R,:,2)},SC_X=${CUT(SC_R,:,3)},SC_TRUNKS=${CUT(SC_R,:,4)}'),
        step('GotoIf', `$[${ALLOWS}]?:corrupt`),
        set('SC_O', '${SC_X}${SC_E:${SC_V}}'),
        step('GotoIf', `$[\${LEN(\${SC_O})} < ${SENT_DIGITS.least} | \${LEN(\${SC_O})} > ${SENT_DIGITS.most}]?next`),
        step('MSet', 'SC_DIAL=${SC_O}@${SC_TRUNKS},SC_WHY=outside'),
        step('Return'),
        // Whoever tries a country that is denied is told of (alert/said-stopped.ts); a probe tries nothing.
        at('denied', step('GotoIf', '$["${SC_HEALTH}" = "1"]?done')),
        step('GotoIf', `${isAbsent('p/${SC_POL}/${SC_RULE}/country')}?done`),
        ...limitMet('denied-country'),
        step('Return'),
        at('suspended', set('SC_WHY', 'caller-suspended')),
        step('Return'),
        at('over', step('GotoIf', '$[${SC_RULE} > ${SC_PN}]?done:corrupt')),
        at('none', step('GotoIf', `${empty('SC_R')}?done:corrupt`)),
        at('done', step('Return')),
        at('corrupt', set('SC_WHY', 'corrupt')),
        step('Return'),
      ),
    ],
  });
}

/** Trunk by trunk, until one has carried the call, or somebody's answer is definite. */
function carryContexts(): Context[] {
  return [
    context('sc-outside', {
      extensions: [
        extension(
          DIALABLE,
          step('GotoIf', `${isAbsent('o/limits')}?allowed`),
          set('SC_R', '${DB_RESULT}'),
          step('Gosub', 'sc-outside-limits,s,1'),
          step('GotoIf', '$["${SC_WHY}" = "outside"]?:sc-refuse,${SC_WHY},1'),
          set('SC_COUNTS', countedLeg()),
          // SECURITY: nobody outside sees a person's name or extension, nor on whose behalf somebody says to call. What has to
          // be set is looked at first, since each is an event of its own.
          at(
            'allowed',
            step('GotoIf', '$["${CALLERID(num-pres):0:7}${CALLERID(name-pres):0:7}" = "allowedallowed"]?shown'),
          ),
          step('Set', 'CALLERID(pres)=allowed'),
          at('shown', step('MSet', 'SC_J=0,CALLERID(name)=')),
          step('GotoIf', '$[${LEN(${REDIRECTING(from-num)}${REDIRECTING(from-name)})} = 0]?sc-outside-next,s,1'),
          step('MSet', 'REDIRECTING(from-num,i)=,REDIRECTING(from-name,i)='),
          step('Goto', 'sc-outside-next,s,1'),
        ),
      ],
    }),
    context('sc-outside-next', {
      extensions: [
        extension(
          's',
          step('GotoIf', '$[${SC_J} >= ${LEN(${SC_TRUNKS})}]?sc-outside-end,NOTRUNK,1'),
          step('MSet', 'SC_X=${FILTER(0-9a-z,${SC_TRUNKS:${SC_J}:12})},SC_J=$[${SC_J} + 13]'),
          // Not loaded: switched off, or another tenant's, which its own context refuses besides.
          step(
            'GotoIf',
            '$[${LEN(${SC_X})} = 12 & 0${DIALPLAN_EXISTS(sc-out-${SC_X},${SC_O},1)} = 1]?sc-outside-try,s,1:s,1',
          ),
        ),
      ],
    }),
    context('sc-outside-try', {
      extensions: [
        extension(
          's',
          at('try', step('Gosub', 'sc-out-${SC_X},${SC_O},1(${SC_UP})')),
          step('Goto', 'sc-outside-tried,s,1'),
        ),
      ],
    }),
    context('sc-outside-tried', {
      extensions: [
        extension(
          's',
          step('GotoIf', '$["${SC_STATUS}" = "CHANUNAVAIL" | "${SC_STATUS}" = "CONGESTION"]?:end'),
          step('UserEvent', 'ScTrunkFailed,Tag: ${SC_T},Trunk: sct-${SC_X},Status: ${SC_STATUS},Code: ${SC_CODE}'),
          step('Goto', 'sc-outside-next,s,1'),
          at('end', step('Goto', 'sc-outside-end,${SC_STATUS},1')),
        ),
      ],
    }),
    context('sc-outside-result', { extensions: [extension('s', ...resultSteps)] }),
    context('sc-outside-end', {
      extensions: [
        extension('ANSWER', step('Hangup', '16')),
        extension('CANCEL', step('Hangup', '16')),
        extension('BUSY', step('Hangup', '17')),
        extension('NOANSWER', step('Hangup', '19')),
        // The answer of the called side, as it came.
        extension('REFUSED', step('Hangup', '${SC_CAUSE}')),
        extension(
          'NOTRUNK',
          step('UserEvent', 'ScOutsideFailed,Tag: ${SC_T},Number: ${SC_O}'),
          step('Goto', 'sc-outside-failed,s,1'),
        ),
        extension('_[A-Z]!', step('Hangup', '19')),
      ],
    }),
    context('sc-outside-failed', {
      extensions: [
        extension(
          's',
          step('Progress'),
          at('play', step('Playback', 'all-circuits-busy-now,noanswer')),
          step('Hangup', '34'),
        ),
      ],
    }),
  ];
}

/** Answers of the called side, or about the number: another carrier would get the same, and would ring twice. */
const DEFINITE = ['404', '410', '480', '484', '485'].map((code) => `"\${SC_CODE}" = "${code}"`).join(' | ');

/**
 * After the Dial of a trunk: SC_STATUS, which is CHANUNAVAIL or CONGESTION only where the next trunk may be tried. To
 * Dial a 404 or 603 is a CHANUNAVAIL like a dead carrier (22.10.1), so the code of the answer itself is looked at; and
 * what rang once is not called again.
 */
const resultSteps: readonly Step[] = [
  set('SC_STATUS', '${FILTER(A-Z,${DIALSTATUS})}'),
  set('SC_CAUSE', '${FILTER(0-9,${HANGUPCAUSE})}'),
  // One leg, whose causes were cleared before: `SIP 404 Not Found`, in the carrier's words.
  set('SC_R', '${HANGUPCAUSE_KEYS()}'),
  step('GotoIf', `${empty('SC_R')}?answer`),
  set('SC_R', '${HANGUPCAUSE(${SC_R},tech)}'),
  set('SC_CODE', '${FILTER(0-9,${SC_R:4:3})}'),
  // An ignored redirection is BUSY to Dial, and has no code.
  at('answer', step('GotoIf', '$["${SC_STATUS}" = "BUSY" & "${SC_CODE}" != "486" & "${SC_CODE}" != "600"]?moved')),
  step('GotoIf', '$["${SC_STATUS}" = "CHANUNAVAIL" | "${SC_STATUS}" = "CONGESTION"]?:done'),
  step('GotoIf', `$[0\${SC_CODE} >= 600 | ${DEFINITE} | 0\${RINGTIME_MS} > 0]?:done`),
  set('SC_STATUS', 'REFUSED'),
  at('done', step('Return')),
  at('moved', set('SC_STATUS', 'CHANUNAVAIL')),
  step('Return'),
];
