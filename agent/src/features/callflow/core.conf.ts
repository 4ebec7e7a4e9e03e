import {
  at,
  context,
  extension,
  renderDialplan,
  step,
  type Context,
  type Dialplan,
  type GeneratedFile,
} from '@synergycall/asterisk';
import { DIALABLE, type BoxSnapshot } from '@synergycall/domain';
import { CODE_BY_PHONE, codeContexts } from './codes.conf.ts';
import { emergencyContexts } from './emergency.conf.ts';
import { groupContexts } from './group.conf.ts';
import { lampContexts } from './lamp.conf.ts';
import { parkContexts, PARKED_BY_TRANSFER } from './park.conf.ts';
import { pickupContexts } from './pickup.conf.ts';
import { healthContexts } from './health.conf.ts';
import { messagesContexts } from './messages.conf.ts';
import { inboundContexts } from './inbound.conf.ts';
import { menuContexts } from './menu.conf.ts';
import { outsideContexts } from './outside.conf.ts';
import { absent, all, IS_BY_FIRST_TRUNK, IS_NOT_DIVERTED, length, read } from './outside-values.ts';
import { queueContexts } from './queue.conf.ts';
import { personContexts } from './person.conf.ts';
import { refusalContexts, refuseMessages, refuseSuspendedTenant } from './refusal.conf.ts';
import { TENANT_STATE } from './generation.conf.ts';
import { resolveContexts } from './resolve.conf.ts';
import { testCallContexts } from './test-call.conf.ts';
import { voicemailContexts } from './voicemail.conf.ts';

/** The files of the core, relative to `extensions.d/synergycall`. */
export const CORE_FILES = {
  internal: 'generated_internal.conf',
  inbound: 'generated_inbound.conf',
  outbound: 'generated_outbound.conf',
} as const;

const REMARK = ['Written by SynergyCall. A change by hand stops the next apply: decide under Differences.'];

/**
 * The static, data-driven core of a box: the same text whatever tenants, users and devices there are.
 * Rules of this dialplan:
 *  - SC_T (tenant), SC_N (number) are set literally, or from what FILTER left unchanged, by the entry context of the
 *    endpoint's row; nothing is taken from inherited variables, and none of ours is inheritable (no `_` prefix);
 *  - SC_G (generation) is read once per call and carried;
 *  - no value from AstDB or from a phone stands in an expression or in Dial before its alphabet was checked;
 *  - TRANSFER_CONTEXT is never set: res_pjsip_refer (22.10) then takes the context of the transferer's own endpoint, as
 *    caller and as callee. A 302 is ignored (Dial's `i`), because `Contact: <sip:PJSIP/x@…>` would name a technology;
 *  - what blocks (Dial, Playback) stands at a priority of its own that never moves: a reload moves running calls to the
 *    same priority number of the new text.
 */
export function renderCore(box: BoxSnapshot): GeneratedFile[] {
  const internal: Dialplan = {
    contexts: [
      coreContext(),
      ...resolveContexts(),
      ...ringContexts(),
      ...personContexts(),
      ...codeContexts(),
      ...parkContexts(),
      ...pickupContexts(),
      ...lampContexts(),
      ...groupContexts(),
      ...voicemailContexts(),
      ...messagesContexts(),
      ...menuContexts(),
      ...queueContexts(),
      ...refusalContexts(),
      ...healthContexts(),
    ],
    includes: [{ file: 'extensions.d/synergycall/tenants/*.conf', optional: true }],
  };
  const inbound: Dialplan = {
    contexts: inboundContexts(),
    includes: [{ file: 'extensions.d/synergycall/trunks/*.conf', optional: true }],
  };
  const outbound: Dialplan = {
    contexts: [...emergencyContexts(box), ...outsideContexts(), ...testCallContexts()],
    includes: [],
  };
  return [
    { path: CORE_FILES.internal, text: renderDialplan(internal, REMARK) },
    { path: CORE_FILES.inbound, text: renderDialplan(inbound, REMARK) },
    { path: CORE_FILES.outbound, text: renderDialplan(outbound, REMARK) },
  ];
}

/** An emergency number behind the prefix for outside, which the entry context does not know. */
export const EMERGENCY_BY_PHONE = '$["${SC_WHY}" = "emergency" & ${LEN(${SC_SELF})} > 0]';

const POINTED = '${FILTER(0-9,${DB(sc/ptr/${SC_T})})}';
/** The tenant's pointer, or nothing where it is no number: then there is no generation. */
const POINTER = `\${IF($[\${LEN(${POINTED})} = \${LEN(\${DB(sc/ptr/\${SC_T})})}]?${POINTED})}`;
/**
 * The endpoint of the phone that calls, by the channel's name: CHANNEL(endpoint) would complain of what is no phone. Of any
 * other PJSIP channel the whole name, which is nobody's phone. SECURITY: no longer endpoint passes for one that it begins with.
 */
const CALLING_PHONE =
  '${IF($["${CHANNEL(name):0:6}" = "PJSIP/"]?${FILTER(0-9a-z-,${IF($[${LEN(${CHANNEL(name)})} = 26]?${CHANNEL(name):6:11}:${CHANNEL(name):6})})})}';
/**
 * What most calls out are, told in one step, since each step costs (decision 0014): by a phone, no code, no extension of
 * this whole generation, nobody suspended, nobody's Diversion to take away. Whatever else it is, the steps below tell.
 */
const IS_ORDINARY_CALL_OUT = all(
  '${LEN(${SC_SELF})} > 0',
  '"${SC_N:0:1}" != "*"',
  `${length(read('meta'))} > 0 & ${length('${SC_G}')} > 0`,
  // Extensions have six digits at most, and none begins with the first seven of what is longer.
  absent('x/${SC_N:0:7}'),
  `${TENANT_STATE} != "suspended"`,
  IS_NOT_DIVERTED,
);

/** Reached from entry contexts only, with SC_T and SC_N set; from outside at `resolved`, with all that is asked there. */
function coreContext(): Context {
  return context('sc-core', {
    extensions: [
      extension(
        DIALABLE,
        // SC_PAYER: by whose policy a call goes out, the caller's own (outside.conf.ts).
        at('enter', step('MSet', `SC_G=${POINTER},SC_SELF=${CALLING_PHONE},SC_HOPS=0,SC_PRESSES=0,SC_PAYER=self`)),
        step('GotoIf', `$[${IS_ORDINARY_CALL_OUT}]?out`),
        // A SIP MESSAGE runs the dialplan too, on a channel of its own kind; it must not ring phones.
        refuseMessages,
        // SECURITY: a phone's own Diversion header would reach the other display as "diverted by".
        step('MSet', 'REDIRECTING(from-num,i)=,REDIRECTING(from-name,i)='),
        refuseSuspendedTenant,
        step('Gosub', 'sc-resolve,${SC_N},1'),
        step('GotoIf', `${CODE_BY_PHONE}?sc-code,\${SC_N},1`),
        step('GotoIf', `${PARKED_BY_TRANSFER}?sc-park,sent,1`),
        step('GotoIf', '$["${SC_WHY}" = "unknown"]?:resolved'),
        at('out', step('Gosub', 'sc-outside-resolve,${SC_N},1')),
        step('GotoIf', `$[${IS_BY_FIRST_TRUNK}]?sc-outside-try,s,1`),
        step('GotoIf', '$["${SC_WHY}" = "outside" & "${SC_HEALTH}" != "1"]?sc-outside,${SC_O},1'),
        // Calls to public numbers come back in here (inbound.conf.ts).
        // A probe may press keys (menu.conf.ts).
        at(
          'resolved',
          step('GotoIf', '$["${SC_WHY}" = "menu" & ${LEN(${FILTER(0-9*#t,${SC_KEYS})})} > 0]?sc-menu,s,1'),
        ),
        step('GotoIf', '$["${SC_HEALTH}" = "1"]?sc-health-report,s,1'),
        // SECURITY: of the tenant's own phones alone; whatever comes in by a trunk has no SC_SELF.
        step('GotoIf', `${EMERGENCY_BY_PHONE}?sc-emergency-call,\${SC_D},1`),
        step('GotoIf', '$["${SC_WHY}" = "outside"]?sc-outside,${SC_O},1'),
        step('GotoIf', '$["${SC_WHY}" = "group"]?sc-group,s,1'),
        step('GotoIf', '$["${SC_WHY}" = "voicemail"]?sc-voicemail,${SC_B},1'),
        step('GotoIf', '$["${SC_WHY}" = "menu"]?sc-menu,s,1'),
        step('GotoIf', '$["${SC_WHY}" = "queue"]?sc-queue,s,1'),
        step('GotoIf', '$["${SC_WHY}" = "ring"]?sc-person,ring,1:sc-refuse,${SC_WHY},1'),
      ),
    ],
  });
}

function ringContexts(): Context[] {
  return [
    context('sc-ring', {
      // All devices of the user together; those without a contact fail alone. SECURITY: endpoints, not PJSIP_DIAL_CONTACTS,
      // whose contact URIs are the phones' own words. `i`: no forward by a phone (302).
      extensions: [
        extension(
          DIALABLE,
          at('dial', step('Dial', '${SC_DIAL},${SC_SEC},i')),
          step('GotoIf', '$["${DIALSTATUS}" = "BUSY"]?sc-person,busy,1'),
          step('GotoIf', '$["${DIALSTATUS}" = "NOANSWER"]?sc-person,noanswer,1'),
          step('GotoIf', '$["${DIALSTATUS}" = "CHANUNAVAIL" | "${DIALSTATUS}" = "CONGESTION"]?:end'),
          // 603 of a phone: to Dial a CHANUNAVAIL like one that is not there (22.10.1), but for the cause.
          step('GotoIf', '$["${HANGUPCAUSE}" = "21"]?sc-person,declined,1:sc-person,away,1'),
          at('end', step('Goto', 'sc-ring-end,${FILTER(A-Z,${DIALSTATUS})},1')),
        ),
      ],
    }),
    context('sc-ring-end', {
      extensions: [
        extension('ANSWER', step('Hangup', '16')),
        extension('CANCEL', step('Hangup', '16')),
        extension('BUSY', step('Hangup', '17')),
        // NOANSWER, CHANUNAVAIL, CONGESTION and the rest: 480.
        extension('_[A-Z]!', step('Hangup', '19')),
      ],
    }),
  ];
}
