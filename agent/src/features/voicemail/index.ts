/** Voicemail: messages, greetings and PINs of mailboxes, and who is told of messages. What is heard is the core's (callflow/voicemail.conf.ts). */
export { keepVoicemail } from './keep-voicemail.ts';
export {
  changeMessage,
  listMessages,
  readGreeting,
  readRecording,
  setGreeting,
  showGreeting,
  type MessageAct,
  type MessageDeps,
} from './messages.service.ts';
export { hearableBoxes } from './mailbox.store.ts';
export { setNotification, showNotification } from './notification.service.ts';
export { phoneSide, type PhoneSide } from './phone-side.ts';
export { setPin } from './pin.service.ts';
export { voicemailRouter, type VoicemailDeps } from './voicemail.router.ts';
