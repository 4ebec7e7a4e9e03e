import {
  greetingView,
  markMessageInput,
  messageInput,
  messageList,
  notificationView,
  promptSound,
  setGreetingInput,
  setOwnNotificationInput,
} from '@synergycall/domain';
import { z } from 'zod';
import { playableSound } from '../../platform/sound/index.ts';
import { orThrow, rest, selfProcedure } from '../../rpc/index.ts';
import {
  changeMessage,
  hearableBoxes,
  listMessages,
  readGreeting,
  readRecording,
  setGreeting,
  setNotification,
  showGreeting,
  showNotification,
  type MessageDeps,
} from '../voicemail/index.ts';

export interface OwnMessagesDeps {
  readonly messages: MessageDeps;
  /** Does the box send mail at all? */
  readonly sendsMail: () => Promise<boolean>;
}

/** My messages and those of general mailboxes that I may hear; my greeting; what I am told of by e-mail. All at once. */
export const messageProcedures = ({ messages: deps, sendsMail }: OwnMessagesDeps) => ({
  messages: selfProcedure('self.read', rest('GET', '/self/messages', 'Lists the voicemail that I may hear'))
    .output(messageList)
    .query(async ({ ctx }) => {
      const boxes = await ctx.read((tx) => hearableBoxes(tx, ctx.userId));
      return listMessages(deps, boxes);
    }),

  recording: selfProcedure(
    'self.read',
    rest('GET', '/self/messages/{mailbox}/{id}/recording', 'Hands out a message as WAV'),
  )
    .input(messageInput)
    .output(promptSound)
    .query(async ({ ctx, input }) => {
      const wav = orThrow(await ctx.read((tx) => readRecording(deps, tx, { userId: ctx.userId, ...input })));
      return { sound: wav.toString('base64') };
    }),

  markMessage: selfProcedure(
    'self.update',
    rest('POST', '/self/messages/{mailbox}/{id}/mark', 'Says that a message was heard, or was not'),
  )
    .input(markMessageInput)
    .output(z.object({}))
    .mutation(({ ctx, input: { heard, ...message } }) =>
      ctx.audited((tx) => changeMessage(tx, deps, { userId: ctx.userId, ...message, act: heard ? 'hear' : 'unhear' })),
    ),

  removeMessage: selfProcedure(
    'self.update',
    rest('DELETE', '/self/messages/{mailbox}/{id}', 'Deletes a message; it can be put back for a week'),
  )
    .input(messageInput)
    .output(z.object({}))
    .mutation(({ ctx, input }) =>
      ctx.audited((tx) => changeMessage(tx, deps, { userId: ctx.userId, ...input, act: 'remove' })),
    ),

  putBackMessage: selfProcedure(
    'self.update',
    rest('POST', '/self/messages/{mailbox}/{id}/put-back', 'Puts a deleted message back'),
  )
    .input(markMessageInput)
    .output(z.object({}))
    .mutation(({ ctx, input: { heard, ...message } }) =>
      ctx.audited((tx) =>
        changeMessage(tx, deps, {
          userId: ctx.userId,
          ...message,
          act: heard ? 'put-back-heard' : 'put-back-unheard',
        }),
      ),
    ),

  greeting: selfProcedure('self.read', rest('GET', '/self/greeting', 'Shows whether my mailbox has its own greeting'))
    .output(greetingView)
    .query(({ ctx }) => ctx.read((tx) => showGreeting(deps, tx, ctx.userId))),

  greetingSound: selfProcedure('self.read', rest('GET', '/self/greeting/sound', 'Hands out my greeting as WAV'))
    .output(promptSound)
    .query(async ({ ctx }) => {
      const wav = orThrow(await ctx.read((tx) => readGreeting(deps, tx, ctx.userId)));
      return { sound: wav.toString('base64') };
    }),

  setGreeting: selfProcedure('self.update', rest('PUT', '/self/greeting', 'Sets my greeting, from WAV or MP3'))
    .input(setGreetingInput)
    .output(greetingView)
    .mutation(async ({ ctx, input }) => {
      // Before the transaction: turning it into what Asterisk plays takes its time.
      const { wav } = orThrow(await playableSound(Buffer.from(input.sound, 'base64')));
      return ctx.audited((tx) => setGreeting(tx, deps, { userId: ctx.userId, wav }));
    }),

  removeGreeting: selfProcedure('self.update', rest('DELETE', '/self/greeting', 'Removes my greeting'))
    .output(greetingView)
    .mutation(({ ctx }) => ctx.audited((tx) => setGreeting(tx, deps, { userId: ctx.userId, wav: null }))),

  notification: selfProcedure(
    'self.read',
    rest('GET', '/self/voicemail-notification', 'Shows what I am told of new messages by e-mail'),
  )
    .output(notificationView)
    .query(async ({ ctx }) => {
      const sends = await sendsMail();
      return orThrow(await ctx.read((tx) => showNotification(tx, ctx.userId, sends)));
    }),

  setNotification: selfProcedure(
    'self.update',
    rest('PUT', '/self/voicemail-notification', 'Sets what I am told of new messages by e-mail'),
  )
    .input(setOwnNotificationInput)
    .output(notificationView)
    .mutation(async ({ ctx, input }) => {
      const sends = await sendsMail();
      return ctx.audited((tx) => setNotification(tx, ctx.userId, { notify: input.notify, sends }));
    }),
});
