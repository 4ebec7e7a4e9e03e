import type { At, Sample } from './sample.ts';

const settings = {
  host: '127.0.0.1',
  // Nobody listens there.
  port: 9,
  security: 'none',
  username: null,
  fromAddress: 'phones@box.example',
  fromName: 'Phones',
} as const;
/** Nobody left a message here. */
const noMessage = ({ userId }: At) => ({ mailbox: userId, id: '1795000000-00000001' });
const noLetter = () => ({ id: '000000000000' });

export const MAIL_SAMPLES: Readonly<Record<string, Sample>> = {
  'mail.settings': { input: () => ({}) },
  'mail.update': {
    input: async ({ admin }) => ({
      ...settings,
      revision: (await admin.mail.settings.query()).settings?.revision ?? 0,
    }),
  },
  'mail.test': { input: () => ({ to: 'petra@box.example' }) },
  'mail.outbox': { input: () => ({ state: 'failed', search: 'ann', limit: 5 }) },
  'mail.retry': { input: noLetter, failsWith: 'not-found' },
  'voicemail.notification': { input: ({ tenantId, userId }) => ({ tenantId, id: userId }) },
  'voicemail.setNotification': { input: ({ tenantId, userId }) => ({ tenantId, id: userId, notify: 'recording' }) },
  'self.messages': { input: () => ({}) },
  'self.recording': { input: noMessage, failsWith: 'not-found' },
  'self.markMessage': { input: (at) => ({ ...noMessage(at), heard: true }), failsWith: 'not-found' },
  'self.removeMessage': { input: noMessage, failsWith: 'not-found' },
  'self.putBackMessage': { input: (at) => ({ ...noMessage(at), heard: true }), failsWith: 'not-found' },
  'self.greeting': { input: () => ({}) },
  'self.greetingSound': { input: () => ({}), failsWith: 'not-found' },
  'self.setGreeting': { input: () => ({ sound: 'AAAA' }), failsWith: 'prompt.not-a-sound' },
  'self.removeGreeting': { input: () => ({}), failsWith: 'not-found' },
  'self.notification': { input: () => ({}) },
  'self.setNotification': { input: () => ({ notify: 'off' }) },
};
