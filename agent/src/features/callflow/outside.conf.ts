import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { countedLeg, DIALABLE } from '@synergycall/domain';
import { limitMet } from './limit-note.conf.ts';
import { USER_STATE } from './generation.conf.ts';
import { outsideLimits } from './outside-limits.conf.ts';
import {
  absent,
  ALLOWANCE,
  ALLOWS,
  AS_E164,
  begins,
  CAN_BE_SENT,
  choose,
  COUNT,
  DIALLED,
  DIALS,
  DOES_ALLOW,
  DOES_MATCH,
  FIRST_DOES,
  FIRST_RULE,
  IS_E164,
  IS_KNOWN,
  IS_SHOWN,
  isMatcher,
  isOf,
  length,
  matches,
  only,
  ownOr,
  PAYER,
  read,
  rest,
  TO_SEND,
} from './outside-values.ts';
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

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);
const empty = (name: string): string => `$[${length(`\${${name}}`)} = 0]`;
/** This value, whose alphabet is checked, has the form. */
const hasForm = (name: string, form: string): string => `$["\${REGEX("^${form}$" \${${name}})}" = "1"]`;
/** The raw value SC_R is an id. */
const IS_ID = '$[${LEN(${FILTER(0-9a-z,${SC_R})})} = 12 & ${LEN(${SC_R})} = 12]';

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
        // SC_V: <country code>:<national prefix>:<international prefix>:<outside prefix>:<bare>:<area code>
        step(
          'MSet',
          `SC_WHY=unknown,SC_DIAL=,SC_UP=,SC_COUNTS=,SC_U=${PAYER},${DIALLED},SC_V=${only('0-9a-z:', read('o/dial'))}`,
        ),
        step(
          'GotoIf',
          `$["\${SC_D}" = "+\${SC_E}" & ${length('${SC_D}')} = ${length('${EXTEN}')} & ${IS_E164}]?sc-outside-way,s,1`,
        ),
        step('GotoIf', `$[${length('${SC_D}')} != ${length('${EXTEN}')} | "\${SC_D:0:1}" = "+"]?done`),
        step('GotoIf', `$[${length('${SC_V}')} != ${length(read('o/dial'))} | ${length('${SC_V}')} > 40]?corrupt`),
        step('GotoIf', `${empty('SC_V')}?done`),
        step('GotoIf', `$[${length(DIALS.outside)} = 0]?within`),
        step('GotoIf', `$[${begins(DIALS.outside)}]?:done`),
        set('SC_D', rest(DIALS.outside)),
        step('GotoIf', '$["${SC_D:0:1}" = "+"]?plus'),
        // Whoever is used to dialling the prefix first does so in need too.
        at('within', step('GotoIf', '${DIALPLAN_EXISTS(sc-emergency,${SC_D},1)}?emergency')),
        set('SC_E', AS_E164),
        step('Goto', 'check'),
        at('plus', set('SC_E', '${SC_D:1}')),
        at('check', step('GotoIf', `$[${IS_E164}]?sc-outside-way,s,1`)),
        at('done', step('Return')),
        at('emergency', set('SC_WHY', 'emergency')),
        step('Return'),
        at('corrupt', set('SC_WHY', 'corrupt')),
        step('Return'),
      ),
    ],
  });
}

/** SC_PN is no count of 1 or 2 digits; SC_R neither absent nor a hundred counts of two. */
const badCount = `\${LEN(\${SC_PN})} < 1 | \${LEN(\${SC_PN})} > 2 | \${LEN(\${FILTER(0-9,\${SC_PN})})} != \${LEN(\${SC_PN})}`;
const badSkips = `\${LEN(\${SC_R})} > 0 & (\${LEN(\${SC_R})} != 200 | \${LEN(\${FILTER(0-9,\${SC_R})})} != 200)`;

/** The E.164 digits SC_E: by whose policy, which of its rules, and by which trunks? Ends the subroutine above. */
function wayContext(): Context {
  return context('sc-outside-way', {
    extensions: [
      extension(
        's',
        // As few steps as can be, for each costs (decision 0014): what the usual call is, all at once.
        step('MSet', `SC_POL=${ownOr('0-9a-z', 'policy')},SC_CID=${ownOr('0-9', 'cid')}`),
        step('MSet', `SC_PN=${only('0-9', COUNT)},SC_RULE=${FIRST_RULE},SC_R=${only('0-9a-z:.', FIRST_DOES)}`),
        step('MSet', ALLOWANCE),
        step('GotoIf', `$[${IS_KNOWN}]?:told`),
        step('GotoIf', `$[${DOES_MATCH}]?:told`),
        step('GotoIf', `$[${DOES_ALLOW}]?goes`),
        // Whatever is not usual, or damaged, is told apart from the beginning; these alone stop a call.
        at('told', step('MSet', 'SC_WHY=blocked,SC_CID=')),
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
        step('GotoIf', `$[${USER_STATE} = "suspended"]?suspended`),
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
        // Few steps, for there may be 99 rules.
        at('next', set('SC_RULE', '$[${SC_RULE} + 1]')),
        set('SC_R', read('p/${SC_POL}/${SC_RULE}/re')),
        // `1`, `0`, nothing where it is no expression, or `odd` where it is none of ours.
        set('SC_X', choose(isMatcher('${SC_R}'), matches('${SC_R}'), 'odd')),
        step('GotoIf', '$["${SC_X}" = "0"]?next'),
        step('GotoIf', '$["${SC_X}" = "1" & ${SC_RULE} <= ${SC_PN}]?:over'),
        step('GotoIf', `$[${absent('p/${SC_POL}/${SC_RULE}/when')}]?act`),
        set('SC_R', '${DB_RESULT}'),
        step('GotoIf', `$[${isOf('0-9a-z:', '${SC_R}')}]?:corrupt`),
        step('GotoIf', `${hasForm('SC_R', '(in|out):[0-9a-z]{12}')}?:corrupt`),
        set('SC_V', '${SC_R}'),
        step('Gosub', 'sc-hours,s,1(${CUT(SC_V,:,2)})'),
        // SECURITY: the rule may be one that denies.
        step('GotoIf', `${empty('SC_H')}?corrupt`),
        step('GotoIf', '$["${CUT(SC_V,:,1)}" = "${IF($["${SC_H}" = "open"]?in:out)}"]?:next'),
        at('act', set('SC_R', read('p/${SC_POL}/${SC_RULE}/do'))),
        step('GotoIf', `$[${isOf('0-9a-z:.', '${SC_R}')}]?:corrupt`),
        step('GotoIf', '$["${SC_R}" = "deny"]?denied'),
        // Its alphabet was checked just now, so nothing in it ends an assignment.
        step('MSet', ALLOWANCE),
        step('GotoIf', `$[${ALLOWS}]?:corrupt`),
        step('GotoIf', `$[${CAN_BE_SENT}]?:next`),
        // SECURITY: nobody outside sees a person's name, whatever carries the call from here.
        at(
          'goes',
          step(
            'MSet',
            `SC_O=${TO_SEND},SC_DIAL=${TO_SEND}@\${SC_TRUNKS},SC_WHY=outside,SC_X=\${SC_TRUNKS:0:12},SC_J=13,CALLERID(name)=`,
          ),
        ),
        step('Return'),
        // Whoever tries a country that is denied is told of (alert/said-stopped.ts); a probe tries nothing.
        at('denied', step('GotoIf', '$["${SC_HEALTH}" = "1"]?done')),
        step('GotoIf', `$[${absent('p/${SC_POL}/${SC_RULE}/country')}]?done`),
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
    // For who comes from a phone and is under no limit, sc-core goes on at `sc-outside-try`.
    context('sc-outside', {
      extensions: [
        extension(
          DIALABLE,
          step('GotoIf', `$[${absent('o/limits')}]?allowed`),
          set('SC_R', '${DB_RESULT}'),
          step('Gosub', 'sc-outside-limits,s,1'),
          step('GotoIf', '$["${SC_WHY}" = "outside"]?:sc-refuse,${SC_WHY},1'),
          set('SC_COUNTS', countedLeg()),
          // SECURITY: nobody outside sees a person's name or extension, nor on whose behalf somebody says to
          // call. What has to be set is looked at first, since it is an event of its own.
          at('allowed', step('GotoIf', `$[${IS_SHOWN}]?shown`)),
          step('Set', 'CALLERID(pres)=allowed'),
          at('shown', step('MSet', 'SC_J=0,CALLERID(name)=,REDIRECTING(from-num,i)=,REDIRECTING(from-name,i)=')),
          step('Goto', 'sc-outside-next,s,1'),
        ),
      ],
    }),
    context('sc-outside-next', {
      extensions: [
        extension(
          's',
          step('MSet', 'SC_X=${FILTER(0-9a-z,${SC_TRUNKS:${SC_J}:12})},SC_J=$[${SC_J} + 13]'),
          // Not loaded: switched off, or another tenant's, which its own context refuses besides.
          step(
            'GotoIf',
            '$[${LEN(${SC_X})} = 12 & 0${DIALPLAN_EXISTS(sc-out-${SC_X},${SC_O},1)} = 1]?sc-outside-try,s,1',
          ),
          step('GotoIf', '$[${SC_J} >= ${LEN(${SC_TRUNKS})}]?sc-outside-end,NOTRUNK,1:s,1'),
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
