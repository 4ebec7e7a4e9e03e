/** Test calls by a trunk: what they met, why they ended so, and what to do. */
export const testCall = {
  'testCall.open': 'Test call',
  'testCall.title': 'Test call by {name}',
  'testCall.about':
    'Call a phone that you can hear. Whoever answers hears an echo test: what they say comes back. It ends after 30 seconds, and the carrier may charge for it.',
  'testCall.number': 'Number to call',
  'testCall.number.placeholder': '+49 30 123456',
  'testCall.number.wrong': 'Write it with plus sign and country code, such as +49 30 123456.',
  'testCall.shown': 'Number that is shown',
  'testCall.shown.hint':
    'Many carriers refuse calls that show no number of theirs. Empty: what the company’s calls show, or none.',
  'testCall.place': 'Call',
  'testCall.again': 'Call again',
  'testCall.steps': 'What happened',
  'testCall.step.placed': 'Placed',
  'testCall.step.sent': 'Sent to the carrier',
  'testCall.step.trying': 'The carrier took it (100)',
  'testCall.step.ringing': 'It rings (180)',
  'testCall.step.early-media': 'The carrier sends sound before the answer (183)',
  'testCall.step.answered': 'Answered (200)',
  'testCall.after': '{seconds} s',
  'testCall.waiting': 'Waiting for the next word of the carrier …',
  'testCall.code': 'The carrier said {code}.',
  'testCall.works': 'The trunk works',
  'testCall.works.todo': 'The call was answered. If the voice came back, sound goes both ways.',
  'testCall.rang': 'It rang, and nobody answered',
  'testCall.rang.todo':
    'The carrier brought the call there, so the trunk works. Answer the next one to hear the sound.',
  'testCall.not-authorised': 'The carrier does not accept user name and password',
  'testCall.not-authorised.todo':
    'Compare both with what the carrier gave you, and replace the password here. Some want a user or domain of their own in From.',
  'testCall.forbidden': 'The carrier forbids this call',
  'testCall.forbidden.todo':
    'Usual reasons: the shown number is not one of the account’s, no credit is left, this destination is barred, or calls from this address are not allowed. The carrier can tell which.',
  'testCall.no-such-number': 'The carrier knows no such number',
  'testCall.no-such-number.todo':
    'Check the number. If it is right, look at how numbers are sent to this carrier: with or without plus sign, or as in its country.',
  'testCall.timed-out': 'The carrier could not reach the other side in time',
  'testCall.timed-out.todo': 'Try another number. If all end so, report it to the carrier with the time of this call.',
  'testCall.unavailable': 'The called phone can’t be reached at the moment',
  'testCall.unavailable.todo': 'The trunk works as far as the carrier. Try a phone that is switched on.',
  'testCall.busy': 'The called phone is busy',
  'testCall.busy.todo': 'The trunk works as far as the called phone. Try another one to hear the sound.',
  'testCall.not-acceptable': 'The carrier takes none of the codecs',
  'testCall.not-acceptable.todo':
    'Choose codecs that the carrier supports: G.711 A-law in Europe, µ-law in America. It may also insist on encryption, or on none.',
  'testCall.carrier-trouble': 'The carrier has trouble',
  'testCall.carrier-trouble.todo':
    'It may be overloaded, or all channels of the account are taken. Try again in a minute, then ask the carrier. Calls go on to the next trunk of their rule.',
  'testCall.refused': 'The carrier refuses the call',
  'testCall.refused.todo': 'Give the carrier this code and the time of the call.',
  'testCall.silent': 'The carrier does not answer at all',
  'testCall.silent.todo':
    'Check host, port and transport, that the firewall lets both directions through, and that the carrier allows this box’s address.',
  'testCall.stalled': 'The carrier took the call and then said nothing',
  'testCall.stalled.todo': 'Try another number. If all end so, report it to the carrier with the time of this call.',
  'testCall.unreachable': 'The carrier’s host can’t be reached',
  'testCall.unreachable.todo':
    'Nobody takes the connection. Check host, port and transport, and that the firewall lets calls out.',
  'testCall.no-such-host': 'The carrier’s host name is not known',
  'testCall.no-such-host.todo': 'Check its spelling, and that this box can look up names.',
  'testCall.not-registered': 'The trunk is not registered',
  'testCall.not-registered.todo':
    'Many carriers take calls from registered accounts only. See above what became of the registration, and mend that first.',
  'testCall.not-loaded': 'Asterisk does not have this trunk yet',
  'testCall.not-loaded.todo': 'Switch it on, and apply.',
  'testCall.all-channels-busy': 'All channels of this trunk are taken',
  'testCall.all-channels-busy.todo': 'Wait for calls to end, or raise the limit if the carrier gives more.',
  'testCall.lost': 'Asterisk stopped answering',
  'testCall.lost.todo': 'Nothing is known of the call’s end. See under Settings, Health, whether Asterisk runs.',
} as const;
