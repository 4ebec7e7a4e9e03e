import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { RING_BACK_PHONES, RING_BACK_PLACE, type TrunkSnapshot } from '@synergycall/domain';
import { TAG_ALPHABET } from './generation.conf.ts';

/** Twelve dashes: a place for the id of a location that is not there. */
const NOWHERE = '-'.repeat(12);
const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);

/** How the way out wants a number spelled; null: it is no trunk of ours, and gets E.164 with the plus sign. */
export type WayOutForm = Pick<TrunkSnapshot, 'callerId' | 'inbound'> | null;

/**
 * Who calls for help, from where, and which number do they show? Between `sc-emergency-call` and the way out, with
 * nothing but `Set`, `GotoIf` and `Goto`, which need no module: where a function or a key is missing or damaged, its value
 * is empty, and the call goes on. No step of these can end it.
 * SECURITY: phone, tenant, location and number are believed by their alphabets and places, as everywhere.
 * Leaves SC_ET (tag), SC_EE (endpoint), SC_EL (location id), SC_EC (digits shown), SC_EI (the call), each clean or empty.
 */
export function placeContext(numbers: readonly string[], way: WayOutForm): Context {
  return context('sc-emergency-place', {
    extensions: numbers.map((number) =>
      extension(
        number,
        ...['SC_ET', 'SC_EE', 'SC_EL', 'SC_EC'].map((name) => set(name)),
        set('SC_EI', '${FILTER(0-9A-Za-z-.,${UNIQUEID})}'),
        // Not withheld, whatever the phone wants: whoever helps must be able to call back.
        set('CALLERID(pres)', 'allowed'),
        step('GotoIf', '$["${CHANNEL(channeltype)}" = "PJSIP"]?:tell'),
        // Whoever transfers somebody there is the one who calls; of a carrier's channel nothing is known.
        set('SC_EX', '${IF($[${LEN(${BLINDTRANSFER})} > 0]?${BLINDTRANSFER:6:11}:${CHANNEL(endpoint)})}'),
        set('SC_EE', `\${FILTER(${TAG_ALPHABET}-,\${SC_EX})}`),
        step('GotoIf', '$[${LEN(${SC_EE})} = 11 & ${LEN(${SC_EX})} = 11]?:stranger'),
        set('SC_ET', `\${FILTER(${TAG_ALPHABET},\${SC_EE:0:4})}`),
        step('GotoIf', '$["${SC_EE:0:5}" = "${SC_ET}-" & ${LEN(${SC_ET})} = 4]?:stranger'),
        set('SC_EG', '${FILTER(0-9,${DB(sc/ptr/${SC_ET})})}'),
        step('GotoIf', '$[${LEN(${SC_EG})} > 0]?:tell'),
        // `<location id, or twelve dashes>:<digits, or nothing>`
        set('SC_EX', '${DB(sc/g/${SC_ET}/${SC_EG}/l/${SC_EE})}'),
        set('SC_EV', `\${FILTER(${TAG_ALPHABET}-:,\${SC_EX})}`),
        step('GotoIf', '$[${LEN(${SC_EV})} > 12 & ${LEN(${SC_EV})} < 29 & ${LEN(${SC_EV})} = ${LEN(${SC_EX})}]?:tell'),
        step('GotoIf', '$["${SC_EV:12:1}" = ":"]?:tell'),
        set('SC_EL', `\${FILTER(${TAG_ALPHABET},\${SC_EV:0:12})}`),
        step('GotoIf', '$[${LEN(${SC_EL})} = 12]?number'),
        set('SC_EL'),
        at('number', set('SC_EC', '${FILTER(0-9,${SC_EV:13})}')),
        step('GotoIf', '$[${LEN(${SC_EC})} > 6 & ${LEN(${SC_EC})} = ${LEN(${SC_EV})} - 13]?show'),
        set('SC_EC'),
        step('Goto', 'tell'),
        at('show', set('SC_EX', '+${SC_EC}')),
        ...spelling(way),
        at('spelled', set('CALLERID(num)', '${SC_EX}')),
        set('CALLERID(ani-num)', '${SC_EX}'),
        ...rememberSteps,
        step('Goto', 'tell'),
        at('stranger', set('SC_EE')),
        set('SC_ET'),
        // First what the agent reads when it was not there to hear the event (decision 0013).
        at('tell', step('GotoIf', '$[${LEN(${SC_ET})} = 4]?:event')),
        set(
          'DB(sc/said/${SC_ET}/emergency/${SC_EI})',
          `\${SC_EE}:\${IF($[\${LEN(\${SC_EL})} = 12]?\${SC_EL}:${NOWHERE})}:${number}:\${SC_EC}`,
        ),
        at('event', step('UserEvent', `ScEmergency,Number: ${number},${WHO}`)),
        step('Goto', `sc-emergency-way,${number},1`),
      ),
    ),
  });
}

/** What both events say. */
export const WHO = 'Tag: ${SC_ET},Endpoint: ${SC_EE},Location: ${SC_EL},Shown: ${SC_EC},Call: ${SC_EI}';

function spelling(way: WayOutForm): Step[] {
  if (!way || way.callerId.form === 'plus') return [];
  if (way.callerId.form === 'digits') return [set('SC_EX', '${SC_EC}')];
  const { countryCode, nationalPrefix, internationalPrefix } = way.inbound;
  const length = countryCode.length;
  return [
    set('SC_EX', `${internationalPrefix || '+'}\${SC_EC}`),
    step('GotoIf', `$["\${SC_EC:0:${length}}" = "${countryCode}"]?:spelled`),
    set('SC_EX', `${nationalPrefix}\${SC_EC:${length}}`),
  ];
}

/** Each `<epoch>:<endpoint>`, joined by dots; those after the newest that are other phones'. */
const EARLIER = Array.from({ length: RING_BACK_PHONES }, (_, index) => index * RING_BACK_PLACE);
const ENTRY = RING_BACK_PLACE - 1;

/** Whoever calls SC_EC within half an hour is put through to this phone first (`sc-back`). */
const rememberSteps: readonly Step[] = [
  set('SC_EX', '${DB(sc/live/${SC_ET}/back/${SC_EC})}'),
  set('SC_EB', `\${FILTER(${TAG_ALPHABET}-:.,\${SC_EX})}`),
  step('GotoIf', '$[${LEN(${SC_EB})} = ${LEN(${SC_EX})}]?earlier'),
  // Damaged: begun anew.
  set('SC_EB'),
  at('earlier', set('SC_EX', '${EPOCH}:${SC_EE}')),
  ...EARLIER.flatMap((from, index) => [
    at(
      `back${index}`,
      step(
        'GotoIf',
        `$[\${LEN(\${SC_EB:${from}:${ENTRY}})} = ${ENTRY} & "\${SC_EB:${from + 11}:11}" != "\${SC_EE}"]?:back${index + 1}`,
      ),
    ),
    set('SC_EX', `\${SC_EX}.\${SC_EB:${from}:${ENTRY}}`),
  ]),
  at(`back${RING_BACK_PHONES}`, set('DB(sc/live/${SC_ET}/back/${SC_EC})', '${SC_EX:0:68}')),
];
