import type { BaresipControl, BaresipEvent } from './baresip-control.ts';
import type { CallFacts } from './call-facts.ts';
import { header, partyOf } from './sip-message.ts';
import { lastSamples, newestRecording, shareOfTone } from './tone.ts';
import type { Call, CallEnd, IncomingCall } from './types.ts';
import { pause, type Watch } from './watch.ts';

export interface CallParts {
  facts: CallFacts;
  watch: Watch;
  control: BaresipControl;
  folder: string;
  phone: string;
  /** `host:port` numbers are dialled at. */
  server: string;
}

export function noteEvent(facts: CallFacts, event: BaresipEvent): void {
  switch (event.type) {
    case 'CALL_RINGING':
    case 'CALL_PROGRESS':
      facts.rang = true;
      break;
    case 'CALL_ESTABLISHED':
      facts.answered = true;
      break;
    case 'CALL_DTMF_START':
      facts.digits += event.param ?? '';
      break;
    case 'CALL_CLOSED':
      facts.end ??= endOf(facts, event.param ?? '');
      break;
    default:
  }
}

function endOf(facts: CallFacts, param: string): CallEnd {
  const refused = /^(\d{3}) (.*)$/.exec(param);
  if (refused && !facts.answered) return { code: Number(refused[1]), reason: refused[2] ?? '', by: 'refusal' };
  const by = facts.weHungUp || /by user|transfer/.test(param) ? 'us' : 'them';
  return facts.answered ? { code: 200, reason: param, by } : { code: 487, reason: param, by };
}

export function baresipCall({ facts, watch, control, folder, phone, server }: CallParts): Call {
  const about = `${phone}, call with ${facts.invite.direction === 'sent' ? facts.invite.requestUri : header(facts.invite, 'from')}`;
  const notEnded = (): void => {
    if (facts.end) throw new Error(`${about}: ended with ${facts.end.code} ${facts.end.reason}`);
  };
  /** baresip's call commands act on the current call, so it is chosen first. */
  const onThis = async (command: string, params?: string): Promise<void> => {
    notEnded();
    await control.command('callfind', facts.id);
    await control.command(command, params);
  };
  return {
    id: facts.id,
    rings: async (wait) =>
      watch
        .until(
          () => {
            if (facts.rang || facts.answered) return true;
            notEnded();
            return undefined;
          },
          { within: wait?.within ?? 5000, sentence: `${about}: nobody's phone rang` },
        )
        .then(() => undefined),
    answered: async (wait) =>
      watch
        .until(
          () => {
            if (facts.answered) return true;
            notEnded();
            return undefined;
          },
          { within: wait?.within ?? 10_000, sentence: `${about}: was not answered` },
        )
        .then(() => undefined),
    ended: (wait) =>
      watch.until(() => facts.end, { within: wait?.within ?? 10_000, sentence: `${about}: did not end` }),
    hangUp: async () => {
      if (facts.end) return;
      facts.weHungUp = true;
      await onThis('hangup');
      await watch.until(() => facts.end, { within: 5000, sentence: `${about}: did not hang up` });
    },
    hears: async (hertz, wait) => {
      const within = wait?.within ?? 5000;
      const until = performance.now() + within;
      // Only what arrives from now on counts: 400 ms of it, so that an old tone proves nothing.
      const before = newestRecording(folder);
      let share = 0;
      while (performance.now() < until) {
        notEnded();
        const now = newestRecording(folder);
        if (now && (now.path !== before?.path || now.bytes - before.bytes >= 6400)) {
          share = shareOfTone(lastSamples(now.path, 400), hertz);
          if (share > 0.6) return;
        }
        await pause(100);
      }
      const silent =
        newestRecording(folder)?.bytes === before?.bytes
          ? 'no sound came at all'
          : `it is ${Math.round(share * 100)} % of the sound`;
      throw new Error(`${about}: does not hear ${hertz} Hz within ${within} ms (${silent})`);
    },
    sendsDtmf: async (digits) => {
      for (const digit of digits) {
        await onThis('sndcode', digit);
        await pause(250);
      }
    },
    receivesDtmf: async (digits, wait) =>
      watch
        .until(() => (facts.digits === digits ? true : undefined), {
          within: wait?.within ?? 5000,
          sentence: `${about}: did not receive the digits ${digits}`,
        })
        .then(() => undefined)
        .catch((error: unknown) => {
          throw new Error(`${String(error)}\n(received: ${facts.digits || 'none'})`);
        }),
    transfersTo: async (number, wait) => {
      facts.transfer = undefined;
      await onThis('transfer', `sip:${number}@${server}`);
      return watch.until(() => facts.transfer, {
        within: wait?.within ?? 10_000,
        sentence: `${about}: nothing became of the transfer to ${number}`,
      });
    },
    hold: () => onThis('hold'),
    resume: () => onThis('resume'),
  };
}

export function baresipIncoming(parts: CallParts): IncomingCall {
  const { facts, control, watch, phone } = parts;
  const call = baresipCall(parts);
  const accept = async (): Promise<void> => {
    if (facts.end) throw new Error(`${phone}: the caller had gone (${facts.end.code} ${facts.end.reason})`);
    await control.command('callfind', facts.id);
    await control.command('accept');
    await watch.until(() => (facts.answered ? true : undefined), {
      within: 5000,
      sentence: `${phone}: answered, but no ACK came`,
    });
  };
  return {
    ...call,
    from: partyOf(header(facts.invite, 'from')),
    invite: facts.invite,
    accept,
    answers: accept,
    reject: async (code = 486) => {
      if (code !== 486) throw new Error(`${phone}: baresip 1.0.0 refuses with 486 only; use a raw phone for ${code}`);
      await call.hangUp();
    },
  };
}
