import { at, context, extension, literal, step, type Context } from '@synergycall/asterisk';
import { trunkName, type BoxSnapshot } from '@synergycall/domain';
import { placeContext, WHO } from './emergency-place.conf.ts';

/**
 * Emergency numbers as literal extensions: they need no AstDB, no tenant and no generation, and every entry context
 * includes them first. UserEvent ScEmergency is always sent, ScEmergencyUnrouted when no way out is named or it failed.
 * Where the caller is and which number is shown is found on the way, as far as it can be (emergency-place.conf.ts).
 */
export function emergencyContexts({ box, trunks = [] }: BoxSnapshot): Context[] {
  const { emergencyNumbers, emergencyEndpoint } = box;
  const way = trunks.find(({ id }) => trunkName(id) === emergencyEndpoint) ?? null;
  const numbers = [...new Set(emergencyNumbers)].toSorted().map((number) => literal('emergency number', number));
  const endpoint = emergencyEndpoint === null ? null : literal('emergency endpoint', emergencyEndpoint);
  return [
    // Included by entry contexts, so nothing but the numbers may stand here.
    context('sc-emergency', {
      extensions: numbers.map((number) => extension(number, step('Goto', `sc-emergency-call,${number},1`))),
    }),
    context('sc-emergency-call', {
      extensions: numbers.map((number) =>
        extension(
          number,
          // A SIP MESSAGE to 112 must not place a call.
          step('GotoIf', '$["${CHANNEL(channeltype)}" = "Message"]?sc-refuse,message,1'),
          step('Goto', `sc-emergency-place,${number},1`),
        ),
      ),
    }),
    placeContext(numbers, way),
    context('sc-emergency-way', {
      extensions: numbers.map((number) =>
        extension(
          number,
          step('Goto', endpoint === null ? `sc-emergency-failed,${number},1` : `sc-emergency-dial,${number},1`),
        ),
      ),
    }),
    ...(endpoint === null ? [] : [dialContext(numbers, endpoint)]),
    context('sc-emergency-failed', {
      extensions: numbers.map((number) =>
        extension(
          number,
          step('GotoIf', '$[${LEN(${SC_ET})} = 4]?:event'),
          step('Set', `DB(sc/said/\${SC_ET}/unrouted/\${SC_EI})=${number}`),
          at('event', step('UserEvent', `ScEmergencyUnrouted,Number: ${number},${WHO}`)),
          step('Goto', 'sc-emergency-unrouted,s,1'),
        ),
      ),
    }),
    context('sc-emergency-unrouted', {
      extensions: [
        extension(
          's',
          step('Progress'),
          at('play', step('Playback', 'cannot-complete-as-dialed,noanswer')),
          step('Hangup', '38'),
        ),
      ],
    }),
  ];
}

function dialContext(numbers: readonly string[], endpoint: string): Context {
  return context('sc-emergency-dial', {
    extensions: numbers.map((number) =>
      extension(
        number,
        at('dial', step('Dial', `PJSIP/${number}@${endpoint},120,i`)),
        // The caller hung up or was helped; anything else says so aloud.
        step('GotoIf', '$["${DIALSTATUS}" = "ANSWER" | "${DIALSTATUS}" = "CANCEL" | "${DIALSTATUS}" = "NOANSWER"]?end'),
        step('Goto', `sc-emergency-failed,${number},1`),
        at('end', step('Hangup', '16')),
      ),
    ),
  });
}
