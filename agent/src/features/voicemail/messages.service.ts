import {
  fail,
  ok,
  type Failure,
  type GreetingView,
  type MessageList,
  type MessageView,
  type Result,
  type UserId,
} from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import type { Spool, SpoolFailure, SpoolMessage } from '../../platform/spool/index.ts';
import type { greetingFiles } from '../../platform/spool/index.ts';
import { hearableBoxes, type HearableBox } from './mailbox.store.ts';
import type { PhoneSide } from './phone-side.ts';

export interface MessageDeps {
  readonly spool: Spool;
  readonly greetings: ReturnType<typeof greetingFiles>;
  readonly phones: PhoneSide;
}

/** What a person may hear; the newest first. */
export async function listMessages({ spool }: MessageDeps, boxes: readonly HearableBox[]): Promise<MessageList> {
  const rows: MessageView[] = [];
  for (const { tag, box } of boxes)
    rows.push(...(await spool.list({ tag, box })).map((message) => toView(box, message)));
  return {
    mailboxes: boxes.map(({ box, name }) => ({ id: box, name })),
    rows: rows.toSorted((a, b) => b.at.localeCompare(a.at)),
  };
}

const toView = (mailbox: string, { at, ...message }: SpoolMessage): MessageView => ({
  ...message,
  mailbox,
  at: at.toISOString(),
});

/** Which message somebody means. */
export interface TheirMessage {
  readonly userId: UserId;
  readonly mailbox: string;
  readonly id: string;
}

/** The recording as WAV. */
export async function readRecording(
  { spool }: MessageDeps,
  tx: ReadTx,
  { userId, mailbox, id }: TheirMessage,
): Promise<Result<Buffer>> {
  const box = await boxOf(tx, userId, mailbox);
  if (!box) return fail(GONE);
  const found = await spool.recording(box, id);
  return found.ok ? found : fail(failureOf(found.error));
}

export type MessageAct = 'hear' | 'unhear' | 'remove' | 'put-back-heard' | 'put-back-unheard';

/**
 * Moves a message, at once, and puts the lamps right. The record says whose and which, never what was said.
 * Not while somebody is in that box by phone: VoiceMailMain goes by numbers, and would delete another message.
 */
export async function changeMessage(
  tx: TenantTx,
  { spool, phones }: MessageDeps,
  { userId, mailbox, id, act }: TheirMessage & { readonly act: MessageAct },
): Promise<Result<Record<string, never>>> {
  const box = await boxOf(tx, userId, mailbox);
  if (!box) return fail(GONE);
  const open = await phones.isOpen(box);
  if (!open.ok) return open;
  if (open.value) return fail({ code: 'voicemail.in-use' });
  await tx.audit({
    action: `voicemail.${act}`,
    entity: { kind: 'message', id, name: box.name },
    after: { mailbox },
  });
  const done = await actOn(spool, box, { id, act });
  if (!done.ok) return fail(failureOf(done.error));
  await phones.refresh(box);
  return ok({});
}

function actOn(spool: Spool, box: HearableBox, { id, act }: { id: string; act: MessageAct }) {
  switch (act) {
    case 'hear':
    case 'unhear':
      return spool.setHeard(box, id, act === 'hear');
    case 'remove':
      return spool.remove(box, id);
    case 'put-back-heard':
    case 'put-back-unheard':
      return spool.putBack(box, id, act === 'put-back-heard');
  }
}

const GONE: Failure = { code: 'not-found', what: 'message' };
const failureOf = (error: SpoolFailure): Failure => (error === 'gone' ? GONE : { code: 'voicemail.in-use' });

async function boxOf(tx: ReadTx, userId: UserId, mailbox: string): Promise<HearableBox | undefined> {
  return (await hearableBoxes(tx, userId)).find(({ box }) => box === mailbox);
}
/** Their own; general ones have the company's. */
async function ownBox(tx: ReadTx, userId: UserId): Promise<HearableBox | undefined> {
  return boxOf(tx, userId, userId);
}

const HEADER = 44;
const BYTES_A_SECOND = 16_000;

export async function showGreeting({ greetings }: MessageDeps, tx: ReadTx, userId: UserId): Promise<GreetingView> {
  const box = await ownBox(tx, userId);
  const wav = box && (await greetings.read(box));
  const seconds = wav ? Math.max(0, Math.round((wav.length - HEADER) / (BYTES_A_SECOND / 10)) / 10) : 0;
  return { voicemail: box !== undefined, greeting: wav ? { seconds } : null };
}

export async function readGreeting({ greetings }: MessageDeps, tx: ReadTx, userId: UserId): Promise<Result<Buffer>> {
  const box = await ownBox(tx, userId);
  const wav = box && (await greetings.read(box));
  return wav ? ok(wav) : fail({ code: 'not-found', what: 'greeting' });
}

/** From the next caller on (FR-034, FR-035). null: the general one. */
export async function setGreeting(
  tx: TenantTx,
  deps: MessageDeps,
  { userId, wav }: { readonly userId: UserId; readonly wav: Buffer | null },
): Promise<Result<GreetingView>> {
  const { greetings, phones } = deps;
  const box = await ownBox(tx, userId);
  if (!box) return fail({ code: 'not-found', what: 'mailbox' });
  await tx.audit({
    action: wav ? 'voicemail.set-greeting' : 'voicemail.remove-greeting',
    entity: { kind: 'user', id: userId, name: null },
    after: wav ? { bytes: wav.length } : null,
  });
  // The core plays it as long as the key says so: the file is there before, and goes after.
  if (wav) await greetings.write(box, wav);
  const told = await phones.tellGreeting(box, wav !== null);
  if (!told.ok) return told;
  if (!wav) await greetings.remove(box);
  return ok(await showGreeting(deps, tx, userId));
}
