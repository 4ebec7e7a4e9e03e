import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { damaged, GENERATION } from './generation.conf.ts';
import { boxOfFlow, boxOfPerson, IS_THERE, MAILBOX } from './voicemail.conf.ts';

/** As often may a caller try a box and its PIN in one call. */
const TRIES = 3;
/** So many tenths of a second the agent has to say whether a PIN is right. */
const PATIENCE = 100;

/**
 * Hearing messages, for the feature codes: `sc-messages,own,1` (*97) is the box of whose phone it is, without a PIN;
 * `sc-messages,any,1` (*98) asks for an extension and the PIN of its person, or lets those in who may hear that general
 * box. SC_T, SC_G and SC_SELF are the core's.
 *
 * The agent alone knows PINs (argon2id): the core asks it by UserEvent ScPin, the agent reads the channel's SC_PIN by
 * AMI and answers by the key `sc/ask/<Ask>`: `ok`, `wrong` or `locked`. Without an agent the caller is told to try later.
 * SECURITY: no event, no key and no header holds a PIN. Whoever's phone it is, is what the generation says of SC_SELF,
 * which the core alone sets; a box is looked for in the tenant's own generation.
 */
export const messagesContexts = (): Context[] => [messagesContext(), askContext(), pinContext(), hearContext()];

const whosePhone = [
  step('Set', `SC_R=\${DB(${GENERATION}/e/\${SC_SELF})}`),
  step('Set', 'SC_MU=${FILTER(0-9a-hjkmnp-tv-z,${SC_R})}'),
] as const;
const NOBODYS_PHONE = `$[\${LEN(\${SC_SELF})} = 0 | \${LEN(\${SC_MU})} != 12 | \${LEN(\${SC_R})} != 12]`;

function messagesContext(): Context {
  return context('sc-messages', {
    extensions: [
      extension(
        'own',
        ...whosePhone,
        step('GotoIf', `${NOBODYS_PHONE}?sc-refuse,no-mailbox,1`),
        step('Set', 'SC_B=${SC_MU}'),
        boxOfPerson,
        step('GotoIf', `${IS_THERE}?sc-messages-hear,s,1:sc-refuse,no-mailbox,1`),
      ),
      extension(
        'any',
        step('GotoIf', '$[${LEN(${SC_SELF})} = 0]?sc-refuse,no-mailbox,1'),
        step('Set', 'SC_TRY=0'),
        step('Goto', 'sc-messages-ask,box,1'),
      ),
      extension('away', at('play', step('Playback', 'please-try-call-later,noanswer')), step('Hangup', '16')),
      extension('enough', at('play', step('Playback', 'vm-goodbye,noanswer')), step('Hangup', '16')),
    ],
  });
}

/** Which box? What is none asks for a PIN all the same: nobody finds out which there are. */
function askContext(): Context {
  return context('sc-messages-ask', {
    extensions: [
      extension(
        'box',
        step('Answer'),
        at('read', step('Read', 'SC_V,vm-login,6,,1,10')),
        step('Set', 'SC_TRY=$[${SC_TRY} + 1]'),
        step('Set', 'SC_B='),
        step('Set', `SC_R=\${DB(${GENERATION}/x/\${FILTER(0-9,\${SC_V})})}`),
        step('Set', 'SC_V=${FILTER(0-9a-z:,${SC_R})}'),
        step('GotoIf', `${damaged('SC_V')}?pin`),
        step('GotoIf', '$["${SC_V:0:8}" = "mailbox:" & ${LEN(${SC_V})} = 20]?general'),
        step('GotoIf', '$["${SC_V:0:5}" = "user:" & ${LEN(${SC_V})} = 17]?:pin'),
        step('Set', 'SC_B=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:5})}'),
        boxOfPerson,
        step('GotoIf', `${IS_THERE}?pin`),
        step('Set', 'SC_B='),
        at('pin', step('Goto', 'sc-messages-pin,ask,1')),
        // A general box has no PIN: who may hear it stands in the generation.
        at('general', step('Set', 'SC_B=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:8})}')),
        boxOfFlow,
        step('GotoIf', `${IS_THERE}?:nobodys`),
        ...whosePhone,
        step('GotoIf', `${NOBODYS_PHONE}?nobodys`),
        step('Set', `SC_R=\${DB(${GENERATION}/f/\${SC_B}/hear/\${SC_MU})}`),
        step('GotoIf', `${IS_THERE}?sc-messages-hear,s,1`),
        at('nobodys', step('Set', 'SC_B=')),
        step('Goto', 'pin'),
      ),
    ],
  });
}

function pinContext(): Context {
  return context('sc-messages-pin', {
    extensions: [
      extension(
        'ask',
        at('read', step('Read', 'SC_PIN,vm-password,10,,1,10')),
        step('Set', 'SC_PIN=${FILTER(0-9,${SC_PIN})}'),
        step('Set', 'SC_ASK=${FILTER(0-9.,${UNIQUEID})}.${SC_TRY}'),
        // Its headers name the channel, which holds the PIN.
        step('UserEvent', 'ScPin,Ask: ${SC_ASK},Tag: ${SC_T},Box: ${SC_B}'),
        step('Set', 'SC_I=0'),
        step('Goto', 'sc-messages-pin,wait,1'),
      ),
      extension(
        'wait',
        at('wait', step('Wait', '0.1')),
        step('Set', 'SC_R=${DB_DELETE(sc/ask/${SC_ASK})}'),
        step('Set', 'SC_I=$[${SC_I} + 1]'),
        step('GotoIf', `$[\${LEN(\${SC_R})} = 0 & \${SC_I} < ${PATIENCE}]?wait`),
        step('Set', 'SC_PIN='),
        step('Set', 'SC_V=${FILTER(a-z,${SC_R})}'),
        step('GotoIf', '$["${SC_V}" = "ok" & ${LEN(${SC_B})} = 12]?sc-messages-hear,s,1'),
        step('GotoIf', '$["${SC_V}" = "wrong"]?sc-messages-pin,wrong,1:sc-messages,away,1'),
      ),
      extension(
        'wrong',
        at('play', step('Playback', 'vm-incorrect,noanswer')),
        step('GotoIf', `$[\${SC_TRY} >= ${TRIES}]?sc-messages,enough,1:sc-messages-ask,box,2`),
      ),
    ],
  });
}

/** `s`: no password, for whoever comes here may hear it. What they record as a greeting the agent looks for afterwards. */
function hearContext(): Context {
  return context('sc-messages-hear', {
    extensions: [
      extension(
        's',
        step('Set', 'CHANNEL(hangup_handler_push)=sc-messages-hear,end,1'),
        at('hear', step('VoiceMailMain', `${MAILBOX},s`)),
        step('Hangup', '16'),
      ),
      extension('end', step('UserEvent', 'ScHeard,Tag: ${SC_T},Box: ${SC_B}'), step('Return')),
    ],
  });
}
