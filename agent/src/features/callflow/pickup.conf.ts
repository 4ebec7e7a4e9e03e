import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { damaged, GENERATION, TAG_ALPHABET } from './generation.conf.ts';

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);

/**
 * Picking up what rings elsewhere: `**<extension>` (a person's phones, or those of all in a ring group or queue), `*8`
 * those of all with whom the caller SC_U shares a group or queue. PickupChan finds a ringing channel by the name of its
 * phone and takes it over; where none rings it goes on here.
 * SECURITY: names come from the tenant's own generation and are looked at one by one, so no call of another tenant, and
 * none by a trunk, is ever named. Asked from `sc-code` alone: by a phone of the tenant, and by nobody who was transferred.
 */
export const pickupContexts = (): Context[] => [
  context('sc-pickup', {
    extensions: [
      extension(
        'there',
        set('SC_D', '${FILTER(0-9,${SC_N:2})}'),
        step(
          'GotoIf',
          '$[${LEN(${SC_D})} = 0 | ${LEN(${SC_D})} > 6 | ${LEN(${SC_D})} != ${LEN(${SC_N:2})}]?sc-refuse,unknown,1',
        ),
        step('GotoIf', `$[\${LEN(\${DB(${GENERATION}/x/\${SC_D})})} = 0]?sc-refuse,unknown,1`),
        set('SC_R', `\${DB(${GENERATION}/h/\${SC_D})}`),
        step('Gosub', 'sc-pickup-take,s,1'),
        step('Goto', 'sc-refuse,nothing-rings,1'),
      ),
      extension(
        'shared',
        set('SC_R', `\${DB(${GENERATION}/u/\${SC_U}/with)}`),
        set('SC_V', `\${FILTER(${TAG_ALPHABET}.,\${SC_R})}`),
        set('SC_K', '0'),
        at('next', step('GotoIf', '$[${SC_K} >= ${LEN(${SC_V})}]?none')),
        set('SC_F', '${SC_V:${SC_K}:12}'),
        set('SC_K', '$[${SC_K} + 13]'),
        set('SC_R', `\${DB(${GENERATION}/f/\${SC_F}/phones)}`),
        step('Gosub', 'sc-pickup-take,s,1'),
        step('Goto', 'next'),
        at('none', step('Goto', 'sc-refuse,nothing-rings,1')),
      ),
    ],
  }),
  // The phones SC_R, as they came from AstDB: comes back where none of them rings.
  context('sc-pickup-take', {
    extensions: [
      extension(
        's',
        set('SC_Y', '${FILTER(&/PJSI0-9a-z-,${SC_R})}'),
        step('GotoIf', `${damaged('SC_Y')}?done`),
        set('SC_I', '0'),
        at('next', step('GotoIf', '$[${SC_I} >= ${LEN(${SC_Y})}]?take')),
        step('GotoIf', '$["${SC_Y:${SC_I}:12}" = "&PJSIP/${SC_T}-"]?:done'),
        set('SC_X', '${SC_Y:$[${SC_I} + 12]:6}'),
        step('GotoIf', `$[\${LEN(\${FILTER(${TAG_ALPHABET},\${SC_X})})} = 6]?:done`),
        set('SC_I', '$[${SC_I} + 18]'),
        step('Goto', 'next'),
        // `p`: what is before the number that Asterisk gives each channel.
        at('take', step('PickupChan', '${SC_Y:1},p')),
        at('done', step('Return')),
      ),
    ],
  }),
];
