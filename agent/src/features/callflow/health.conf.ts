import { at, context, extension, step, type Context } from '@synergycall/asterisk';

export const HEALTH_CONTEXT = 'sc-health';

/** A tenant's tag: closed classes, no `!` and no `.`, so that EXTEN may be used as it stands. */
const TAG = `_${'[0-9a-hjkmnp-tv-z]'.repeat(4)}`;

/**
 * `Originate Local/<tag>@sc-health/n` with SC_PROBE (a nonce) and SC_EXT (an extension to resolve, or none): goes the
 * way of a phone's call through the tenant's entry context and the core, and stops where Dial would come. With SC_DID
 * (digits of a public number) it goes the way of a trunk's call instead, and the tenant is whoever has that number.
 * Reports by UserEvent ScHealth with Probe, Tag (empty: nobody's number), Generation, Reason (`ring` or why not) and
 * Resolved (the dial string), then answers, so that Originate succeeds.
 */
export function healthContexts(): Context[] {
  return [
    context(HEALTH_CONTEXT, {
      extensions: [
        extension(
          TAG,
          step('Set', 'SC_HEALTH=1'),
          step('Set', 'SC_T=${EXTEN}'),
          step('Set', 'SC_G='),
          step('Set', 'SC_DIAL='),
          step('Set', 'SC_P=${FILTER(0-9A-Za-z-,${SC_PROBE})}'),
          step('Set', 'SC_N=${FILTER(0-9,${SC_DID})}'),
          step('GotoIf', '$[${LEN(${SC_N})} > 0]?number'),
          // `*` is nobody's extension: resolving it still reads pointer and manifest.
          step('Set', 'SC_N=${IF($[${LEN(${FILTER(0-9*#+,${SC_EXT})})} > 0]?${FILTER(0-9*#+,${SC_EXT})}:*)}'),
          // SECURITY: a probe never calls the emergency services.
          step('Set', 'SC_WHY=emergency'),
          step('GotoIf', '${DIALPLAN_EXISTS(sc-emergency,${SC_N},1)}?sc-health-report,s,1'),
          step('Set', 'SC_WHY=no-context'),
          step('GotoIf', '${DIALPLAN_EXISTS(sc-t-${SC_T},${SC_N},1)}?:sc-health-report,s,1'),
          step('Goto', 'sc-t-${SC_T},${SC_N},1'),
          at('number', step('Set', 'SC_T=')),
          step('Set', 'SC_WHY=malformed'),
          step('GotoIf', '${DIALPLAN_EXISTS(sc-inbound,${SC_N},1)}?sc-inbound,${SC_N},1:sc-health-report,s,1'),
        ),
      ],
    }),
    context('sc-health-report', {
      extensions: [
        extension(
          's',
          at(
            'report',
            step(
              'UserEvent',
              'ScHealth,Probe: ${SC_P},Tag: ${SC_T},Generation: ${SC_G},Reason: ${SC_WHY},Resolved: ${SC_DIAL}',
            ),
          ),
          step('Answer'),
          step('Hangup', '16'),
        ),
      ],
    }),
  ];
}
