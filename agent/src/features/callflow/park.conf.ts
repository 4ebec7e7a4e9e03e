import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { parkingLot, parkingPlaces, PARKING_PLACES, PARKING_SECONDS } from '@synergycall/domain';
import { GENERATION, TAG_ALPHABET } from './generation.conf.ts';
import { refuseSuspendedTenant } from './refusal.conf.ts';

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);
const LOT = parkingLot('${SC_T}');
const PLACES = parkingPlaces('${SC_T}');
const isTaken = (place: string): string => `"\${DEVICE_STATE(park:${place}@${PLACES})}" = "INUSE"`;
/** So long the phone of whoever parked a call rings when nobody took it. */
const RING_BACK = 30;

/**
 * SECURITY: whoever is transferred to `*68` by a phone of the tenant. A trunk's calls enter `sc-core` behind this
 * question; the tenant is that of the transferring phone's context, and BLINDTRANSFER is set by Asterisk alone.
 */
export const PARKED_BY_TRANSFER =
  '$["${SC_WHY}" = "unknown" & "${SC_N}" = "*68" & "${BLINDTRANSFER:0:11}" = "PJSIP/${SC_T}-"]';

/**
 * Parking (`*68`, `*68<place>`). Each tenant has a lot of its own, which Asterisk makes of the template at the first call
 * that is parked (PARKINGDYNAMIC…); only contexts that know SC_T name it. The place is chosen here: Park (22.10.1) hangs
 * up without a word where all are taken. Who parks by dialling (the consultation of an attended transfer) hears the place
 * from Park itself; who transfers blindly is gone by then, so their phone is called and told.
 */
export const parkContexts = (): Context[] => [
  parkContext(),
  holdContext(),
  backContext(),
  ringContext(),
  takeContext(),
];

/** SC_X becomes the phone that parks. */
function parkContext(): Context {
  return context('sc-park', {
    extensions: [
      extension('own', set('SC_X', '${SC_SELF}'), step('Goto', 'sc-park,place,1')),
      extension('sent', set('SC_X', '${FILTER(0-9a-z-,${BLINDTRANSFER:6:11})}'), step('Goto', 'sc-park,place,1')),
      extension(
        'place',
        step('GotoIf', '$[${LEN(${SC_X})} = 11 & "${SC_X:0:5}" = "${SC_T}-"]?:sc-refuse,unknown,1'),
        // Where the call goes back to: the tag and the phone's own part.
        set('SC_Y', '${SC_X:0:4}${SC_X:5:6}'),
        set('SC_V', `\${FILTER(0-9,\${DB(${GENERATION}/park)})}`),
        set('SC_SEC', `\${IF($[\${LEN(\${SC_V})} > 0 & \${LEN(\${SC_V})} < 4]?\${SC_V}:${PARKING_SECONDS})}`),
        set('PARKINGDYNAMIC', 'default'),
        set('PARKINGDYNCONTEXT', PLACES),
        set('PARKINGDYNPOS', `1-${PARKING_PLACES}`),
        set('SC_I', '0'),
        at('next', step('GotoIf', `$[\${SC_I} >= ${PARKING_PLACES}]?full`)),
        set('SC_I', '$[${SC_I} + 1]'),
        step('GotoIf', `$[${isTaken('${SC_I}')}]?next`),
        set('PARKINGEXTEN', '${SC_I}'),
        step('GotoIf', '$[${LEN(${BLINDTRANSFER})} > 0]?sc-park-hold,sent,1:sc-park-hold,own,1'),
        at('full', step('GotoIf', '$[${LEN(${BLINDTRANSFER})} > 0]?sc-park-back,${SC_Y},1:sc-park-hold,full,1')),
      ),
    ],
  });
}

/** What blocks stands at priorities that never move. */
function holdContext(): Context {
  const options = 'c(sc-park-back,${SC_Y},1)t(${SC_SEC})';
  return context('sc-park-hold', {
    extensions: [
      extension('own', at('park', step('Park', `${LOT},${options}`)), step('Goto', 'sc-park-hold,full,1')),
      extension(
        'sent',
        at('park', step('ParkAndAnnounce', `${LOT},${options},number:PARKED,PJSIP/\${SC_X}`)),
        step('Goto', 'sc-park-back,${SC_Y},1'),
      ),
      extension('full', step('Answer'), at('play', step('Playback', 'pbx-parkingfailed')), step('Hangup', '34')),
    ],
  });
}

/**
 * Nobody took the call in time: `<tag><own part of the phone that parked it>`. Whoever it is that was parked may have come
 * from anywhere, so everything a call carries begins anew.
 */
function backContext(): Context {
  return context('sc-park-back', {
    extensions: [
      extension(
        `_[${TAG_ALPHABET}]!`,
        set('SC_V', `\${FILTER(${TAG_ALPHABET},\${EXTEN})}`),
        step('GotoIf', '$[${LEN(${SC_V})} = 10 & ${LEN(${EXTEN})} = 10]?:sc-refuse,corrupt,1'),
        set('SC_T', '${SC_V:0:4}'),
        set('SC_X', '${SC_T}-${SC_V:4:6}'),
        set('SC_N', '*68'),
        ...['SC_SELF', 'SC_PAYER', 'SC_MEMBER', 'SC_NOW', 'SC_U', 'SC_F'].map((name) => set(name)),
        set('SC_HOPS', '0'),
        set('SC_PRESSES', '0'),
        set('SC_G', '${FILTER(0-9,${DB(sc/ptr/${SC_T})})}'),
        refuseSuspendedTenant,
        set('SC_K', '${FILTER(0-9,${PARKING_SPACE})}'),
        step('Goto', 'sc-park-ring,back,1'),
      ),
    ],
  });
}

/** Back to whoever parked it; then where the tenant's calls go that have no destination of their own. */
function ringContext(): Context {
  return context('sc-park-ring', {
    extensions: [
      extension(
        'back',
        at('dial', step('Dial', `PJSIP/\${SC_X},${RING_BACK},irb(sc-leg^s^1(Parked \${SC_K}))`)),
        step('GotoIf', '$["${DIALSTATUS}" = "ANSWER" | "${DIALSTATUS}" = "CANCEL"]?sc-ring-end,CANCEL,1'),
        set('SC_R', `\${DB(${GENERATION}/default)}`),
        step('GotoIf', '$[${LEN(${SC_R})} = 0]?sc-refuse,no-destination,1'),
        step('Gosub', 'sc-target,s,1'),
        step('Goto', 'sc-core,${SC_N},resolved'),
      ),
    ],
  });
}

/** `*68<place>`, from a phone of the tenant. */
function takeContext(): Context {
  return context('sc-park-take', {
    extensions: [
      extension(
        's',
        set('SC_V', '${FILTER(0-9,${SC_N:3})}'),
        step(
          'GotoIf',
          '$[${LEN(${SC_V})} = 0 | ${LEN(${SC_V})} > 2 | ${LEN(${SC_V})} != ${LEN(${SC_N:3})}]?sc-refuse,unknown,1',
        ),
        step('GotoIf', `$["\${SC_V:0:1}" = "0" | \${SC_V} > ${PARKING_PLACES}]?sc-refuse,unknown,1`),
        // A lot that nobody ever parked at is none to Asterisk, which would log an error.
        step('GotoIf', `$[${isTaken('${SC_V}')}]?sc-park-take,place,1:sc-park-take,empty,1`),
      ),
      extension('place', at('take', step('ParkedCall', `${LOT},\${SC_V}`)), step('Hangup', '16')),
      extension('empty', step('Answer'), at('play', step('Playback', 'pbx-invalidpark')), step('Hangup', '16')),
    ],
  });
}
