import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { DIALABLE } from '@synergycall/domain';
import { backContext, backRingContext, ringBackFirst } from './back.conf.ts';
import { refuseMessages, refuseSuspendedTenant } from './refusal.conf.ts';
import { damaged, GENERATION, TAG_ALPHABET } from './generation.conf.ts';

/**
 * Where trunks enter: hand-written ones at `sc-trunk`, which takes E.164 with or without its plus sign; generated ones
 * normalise by their own rules and `Goto(sc-inbound,<digits>,1)`. Nothing in here leads to emergency numbers, to a
 * tenant's entry context or to another trunk: what comes in can ring a person's phones, and nothing else.
 */
export const inboundContexts = (): Context[] => [
  trunkContext(),
  inboundContext(),
  numberContext(),
  backContext(),
  backRingContext(),
  nobodyContext(),
];

/** Where a trunk's call comes in once its number is E.164 without the plus sign. */
export const INBOUND_CONTEXT = 'sc-inbound';

/** The length of E.164 without the plus sign. */
const DIGITS = { least: 7, most: 15 };

function trunkContext(): Context {
  return context('sc-trunk', {
    extensions: [
      extension(
        DIALABLE,
        step('Set', 'SC_N=${FILTER(0-9*#+,${EXTEN})}'),
        // SECURITY: what was dialled goes on only if FILTER left it unchanged; the expression sees two lengths.
        step('GotoIf', '$[${LEN(${SC_N})} = ${LEN(${EXTEN})}]?:sc-number-nobody,s,1'),
        step('Set', 'SC_D=${IF($["${SC_N:0:1}" = "+"]?${SC_N:1}:${SC_N})}'),
        // A second plus sign, a star, too few or too many digits: the closed patterns of sc-inbound don't take them.
        step('GotoIf', '${DIALPLAN_EXISTS(sc-inbound,${SC_D},1)}?sc-inbound,${SC_D},1:sc-number-nobody,s,1'),
      ),
    ],
  });
}

/** Closed patterns: only 7 to 15 digits that don't begin with 0 go on; to whatever else is sent here, `i` answers. */
function inboundContext(): Context {
  const lengths = Array.from({ length: DIGITS.most - DIGITS.least + 1 }, (_, index) => DIGITS.least + index);
  return context(INBOUND_CONTEXT, {
    extensions: [
      ...lengths.map((length) =>
        extension(
          `_[1-9]${'X'.repeat(length - 1)}`,
          step('Set', 'SC_N=${FILTER(0-9,${EXTEN})}'),
          step('Goto', 'sc-number,${SC_N},1'),
        ),
      ),
      extension('i', step('Set', 'SC_N=${FILTER(0-9*#+,${INVALID_EXTEN})}'), step('Goto', 'sc-number-nobody,s,1')),
    ],
  });
}

/** Where the tags stand in a hint of up to three: `a7k2,b8m3,c9n4`. */
const TAG = { alphabet: TAG_ALPHABET, length: 4, last: 10 };

/**
 * Who has the number SC_N, and who rings? The hint `sc/did/<digits>` names tenants, the newest first; the first of them
 * whose live, whole generation holds the number has it. A tenant that is named and does not hold it is passed over, so
 * a hint gives nobody anything.
 * SECURITY: every variable of ours is set anew, tags are read by their places and through FILTER, and each pointer once.
 */
function numberContext(): Context {
  return context('sc-number', {
    extensions: [
      extension(
        DIALABLE,
        refuseMessages,
        // A carrier that transfers (REFER) would have its other party, perhaps a tenant's phone, call in here.
        step('GotoIf', '$["${SIPTRANSFER}" = "yes"]?sc-refuse,moved,1'),
        step('Set', 'SC_SELF='),
        // Whatever sends the call out again: by the tenant's policy, unless it says whose.
        step('Set', 'SC_PAYER='),
        step('Set', 'SC_HOPS=0'),
        step('Set', 'SC_PRESSES=0'),
        step('Set', 'SC_DIAL='),
        step('Set', 'CHANNEL(accountcode)='),
        ...callerSteps,
        step('Set', 'SC_O=${DB(sc/did/${SC_N})}'),
        step('Set', 'SC_I=0'),
        at('owner', step('GotoIf', `$[\${SC_I} > ${TAG.last}]?sc-number-nobody,s,1`)),
        step('Set', `SC_T=\${FILTER(${TAG.alphabet},\${SC_O:\${SC_I}:${TAG.length}})}`),
        step('Set', `SC_I=$[\${SC_I} + ${TAG.length + 1}]`),
        step('GotoIf', `$[\${LEN(\${SC_T})} != ${TAG.length}]?owner`),
        // SECURITY: a tenant's own trunk says whose numbers it may reach (its context writes SC_ONLY, a tag, literally).
        step('GotoIf', '$[${LEN(${SC_ONLY})} = 0 | "${SC_ONLY}" = "${SC_T}"]?:owner'),
        step('Set', 'SC_R=${DB(sc/ptr/${SC_T})}'),
        step('Set', 'SC_G=${FILTER(0-9,${SC_R})}'),
        step('GotoIf', `${damaged('SC_G')}?owner`),
        step('GotoIf', `$[\${LEN(\${DB(${GENERATION}/meta)})} = 0]?owner`),
        step('Set', `SC_R=\${DB(${GENERATION}/d/\${SC_N})}`),
        step('GotoIf', '$[${LEN(${SC_R})} = 0]?owner'),
        // The agent tells by it whose generation this channel holds; before, it may hold anybody's.
        step('Set', 'CHANNEL(accountcode)=${SC_T}'),
        ...ringBackFirst,
        at('state', refuseSuspendedTenant),
        step('GotoIf', '$["${FILTER(0-9a-z:,${SC_R})}" = "default" & ${LEN(${SC_R})} = 7]?:target'),
        step('Set', `SC_R=\${DB(${GENERATION}/default)}`),
        step('GotoIf', '$[${LEN(${SC_R})} = 0]?sc-refuse,no-destination,1'),
        at('target', step('Gosub', 'sc-target,s,1')),
        step('Goto', 'sc-core,${SC_N},resolved'),
      ),
    ],
  });
}

/**
 * SECURITY: what the carrier says of the caller is shown and believed by nobody. The number keeps what numbers are made
 * of; the name everything but control characters (PJSIP replaces what is no UTF-8; FILTER drops `"` and `\`). Whom the
 * call was diverted from (Diversion) is dropped: anybody may claim it, nothing of ours needs it, and Asterisk would
 * repeat it as our own word on every call that goes on from here.
 */
const NUMBER = '${FILTER(0-9+*#,${CALLERID(num)})}';
const NAME = '${FILTER(\\x20-\\x7e\\x80-\\xff,${CALLERID(name)})}';
const callerSteps = [
  step('Set', `CALLERID(num)=${NUMBER}`),
  step('Set', `CALLERID(name)=${NAME}`),
  step('Set', 'CALLERID(ani-num)=${CALLERID(num)}'),
  step('Set', 'CALLERID(ani-name)=${CALLERID(name)}'),
  step('Set', 'REDIRECTING(from-num,i)='),
  step('Set', 'REDIRECTING(from-name,i)='),
];

/** A call to a number that nobody has: refused and counted (FR-015). */
function nobodyContext(): Context {
  return context('sc-number-nobody', {
    extensions: [
      extension(
        's',
        refuseMessages,
        step('Set', 'SC_T='),
        step('Set', 'SC_G='),
        step('Set', 'SC_WHY=unknown'),
        step('GotoIf', '$["${SC_HEALTH}" = "1"]?sc-health-report,s,1'),
        step('UserEvent', 'ScInboundUnknown,Number: ${SC_N}'),
        step('Hangup', '1'),
      ),
    ],
  });
}
