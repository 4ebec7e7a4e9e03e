import { context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { TAG_ALPHABET } from './generation.conf.ts';

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);

/** Where the agent tells of a live key that it wrote: `Local/<tag><p or h><person or schedule>@sc-lamp-told/n`. */
export const LAMP_CONTEXT = 'sc-lamp-told';

/**
 * Lamps that no phone's state lights, as Custom devices that the tenant's hints name (tenant.conf.ts), which Asterisk keeps
 * through a restart. `sc-lamp` makes one what the live key says, for whoever changed the key: p a person's do-not-disturb
 * (lit: on), h a schedule (lit: closed by hand; held: open by hand; dark: by its hours).
 */
export const lampContexts = (): Context[] => [
  context('sc-lamp', {
    extensions: [
      extension(
        'p',
        set('SC_Y', '${FILTER(a-z,${DB(sc/live/${ARG1}/u/${ARG2}/dnd)})}'),
        set('DEVICE_STATE(Custom:user${ARG2}@sc-lamp-${ARG1})', '${IF($["${SC_Y}" = "on"]?INUSE:NOT_INUSE)}'),
        step('Return'),
      ),
      extension(
        'h',
        set('SC_Y', '${FILTER(a-z,${DB(sc/live/${ARG1}/f/${ARG2}/hours)})}'),
        set(
          'DEVICE_STATE(Custom:hours${ARG2}@sc-lamp-${ARG1})',
          '${IF($["${SC_Y}" = "closed"]?INUSE:${IF($["${SC_Y}" = "open"]?ONHOLD:NOT_INUSE)})}',
        ),
        step('Return'),
      ),
    ],
  }),
  // Nobody but the agent comes here: no phone and no trunk has this context, nor one that includes it.
  context(LAMP_CONTEXT, {
    extensions: [
      extension(
        `_[${TAG_ALPHABET}]!`,
        set('SC_V', `\${FILTER(${TAG_ALPHABET},\${EXTEN})}`),
        step('GotoIf', '$[${LEN(${SC_V})} = 17 & ${LEN(${EXTEN})} = 17]?:sc-refuse,corrupt,1'),
        step('Gosub', 'sc-lamp,${IF($["${SC_V:4:1}" = "h"]?h:p)},1(${SC_V:0:4},${SC_V:5})'),
        step('Answer'),
        step('Hangup', '16'),
      ),
    ],
  }),
];
