/** Voicemail: PINs of mailboxes, and their greetings. What is heard is the core's (callflow/voicemail.conf.ts). */
export { keepVoicemail } from './keep-voicemail.ts';
export { setPin } from './pin.service.ts';
export { voicemailRouter, type VoicemailDeps } from './voicemail.router.ts';
