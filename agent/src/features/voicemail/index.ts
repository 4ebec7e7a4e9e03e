/** Voicemail: PINs of mailboxes, and their greetings. What is heard is the core's (callflow/voicemail.conf.ts). */
export { keepGreetings } from './greetings.ts';
export { answerPins } from './pin-check.ts';
export { setPin } from './pin.service.ts';
export { voicemailRouter, type VoicemailDeps } from './voicemail.router.ts';
export { allBoxes, pinHashOf } from './voicemail.store.ts';
