import {
  greetingView,
  markMessageInput,
  messageInput,
  messageList,
  notificationView,
  promptSound,
  setGreetingInput,
  setOwnNotificationInput,
  setOwnPinInput,
  type GreetingView,
  type MessageView,
  type NotificationView,
} from '@synergycall/domain';
import { z } from 'zod';
import { wavOf } from '../../agent/src/platform/sound/index.ts';
import { FailureError, selfProcedure } from '../../agent/src/rpc/index.ts';

/** A mailbox without a disk. */
export interface FakeMailbox {
  messages: MessageView[];
  removed: MessageView[];
  greeting: GreetingView['greeting'];
  notification: NotificationView;
}

const BOX = 'ann000000vsr';
const SALES = 'sa1es0000f1w';

export const annsMailbox = (): FakeMailbox => ({
  messages: [
    message({ id: '1795000000-00000001', callerName: 'Ben Ode', callerNumber: '1002', at: '2026-11-27T14:02:00.000Z' }),
    message({ id: '1794000000-00000002', mailbox: SALES, callerNumber: '+4930123456', heard: true, seconds: 71 }),
    message({ id: '1793000000-00000003', heard: true, at: '2026-11-20T09:00:00.000Z' }),
  ],
  removed: [],
  greeting: null,
  notification: { chosen: null, happens: 'note', email: 'ann.lee@acme.example', sends: true },
});

const message = (wish: Partial<MessageView>): MessageView => ({
  id: '1795000000-00000000',
  mailbox: BOX,
  heard: false,
  at: '2026-11-26T08:00:00.000Z',
  seconds: 7,
  callerName: '',
  callerNumber: '',
  ...wish,
});

/** A second of nothing. */
const SOUND = wavOf({ rate: 8_000, values: new Float32Array(8_000) }).toString('base64');

/** As features/self offers them. */
export function fakeMessages(box: FakeMailbox, ready: (path: string) => Promise<void>) {
  const find = (id: string): MessageView => {
    const found = box.messages.find((one) => one.id === id);
    if (!found) throw new FailureError({ code: 'not-found', what: 'message' });
    return found;
  };
  const nothing = z.object({});
  return {
    messages: selfProcedure('self.read')
      .output(messageList)
      .query(async () => {
        await ready('self.messages');
        const mailboxes = [
          { id: BOX, name: null },
          { id: SALES, name: 'Sales' },
        ];
        return { mailboxes, rows: box.messages };
      }),
    recording: selfProcedure('self.read')
      .input(messageInput)
      .output(promptSound)
      .query(({ input }) => (find(input.id), { sound: SOUND })),
    markMessage: selfProcedure('self.update')
      .input(markMessageInput)
      .output(nothing)
      .mutation(async ({ ctx, input }) => {
        await ready('self.markMessage');
        find(input.id).heard = input.heard;
        ctx.ledger.written += 1;
        return {};
      }),
    removeMessage: selfProcedure('self.update')
      .input(messageInput)
      .output(nothing)
      .mutation(async ({ ctx, input }) => {
        await ready('self.removeMessage');
        box.removed.push(find(input.id));
        box.messages = box.messages.filter(({ id }) => id !== input.id);
        ctx.ledger.written += 1;
        return {};
      }),
    putBackMessage: selfProcedure('self.update')
      .input(markMessageInput)
      .output(nothing)
      .mutation(({ ctx, input }) => {
        box.messages.push(...box.removed.filter(({ id }) => id === input.id));
        ctx.ledger.written += 1;
        return {};
      }),
    greeting: selfProcedure('self.read')
      .output(greetingView)
      .query(() => ({ voicemail: true, greeting: box.greeting })),
    greetingSound: selfProcedure('self.read')
      .output(promptSound)
      .query(() => ({ sound: SOUND })),
    setGreeting: selfProcedure('self.update')
      .input(setGreetingInput)
      .output(greetingView)
      .mutation(({ ctx }) => {
        box.greeting = { seconds: 1 };
        ctx.ledger.written += 1;
        return { voicemail: true, greeting: box.greeting };
      }),
    removeGreeting: selfProcedure('self.update')
      .output(greetingView)
      .mutation(({ ctx }) => {
        box.greeting = null;
        ctx.ledger.written += 1;
        return { voicemail: true, greeting: null };
      }),
    notification: selfProcedure('self.read')
      .output(notificationView)
      .query(() => box.notification),
    setNotification: selfProcedure('self.update')
      .input(setOwnNotificationInput)
      .output(notificationView)
      .mutation(({ ctx, input }) => {
        box.notification = { ...box.notification, chosen: input.notify, happens: input.notify ?? 'note' };
        ctx.ledger.written += 1;
        return box.notification;
      }),
    setVoicemailPin: selfProcedure('self.update')
      .input(setOwnPinInput)
      .output(nothing)
      .mutation(({ ctx }) => {
        ctx.ledger.written += 1;
        return {};
      }),
  };
}
