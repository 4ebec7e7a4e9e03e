import { baresipCall, baresipIncoming, noteEvent, type CallParts } from './baresip-call.ts';
import type { BaresipEvent } from './baresip-control.ts';
import { newCall, noteMessage, opensCall, type CallFacts } from './call-facts.ts';
import { startBaresip } from './baresip-process.ts';
import { header, methodOf, sipLog } from './sip-message.ts';
import type { Call, Phone, PhoneOptions, SipAnswer, SipMessage } from './types.ts';
import { trustsServer } from './trust.ts';
import { pause, watch } from './watch.ts';

const MEDIA = { none: '', sdes: ';mediaenc=srtp-mand', dtls: ';mediaenc=dtls_srtp' } as const;

type Registration = { tag: 'none' } | { tag: 'asked' } | { tag: 'ok' } | { tag: 'refused'; answer: SipAnswer };

/** Account line as baresip reads it. SECURITY: holds the secret. */
function account(options: PhoneOptions, expires: number): string {
  const { username, secret, server, transport = 'udp' } = options;
  const name = options.name ?? username;
  if (/["\\\r\n]/.test(`${name}${secret}`))
    throw new Error('a baresip phone takes no quote, backslash or line break in its name or secret');
  const media = MEDIA[options.media ?? (transport === 'tls' ? 'sdes' : 'none')];
  const codecs = options.codecs
    ? `;audio_codecs=${options.codecs.map((codec) => `${codec.toLowerCase()}/8000/1`).join(',')}`
    : '';
  return `"${name}" <sip:${username}@${server.host}:${server.port};transport=${transport}>;auth_pass="${secret}";regint=${expires}${media}${codecs}`;
}

/** A phone made of one baresip 1.0.0 process. */
export async function baresipPhone(options: PhoneOptions): Promise<Phone> {
  const name = options.name ?? options.username;
  const server = `${options.server.host}:${options.server.port}`;
  const log = sipLog();
  const watching = watch(() => log.tail());
  const calls = new Map<string, CallFacts>();
  /** Calls that rang here and that no test has taken yet. */
  const waiting: CallFacts[] = [];
  /** Calls whose first event has come, so that baresip knows them by id. */
  const announced = new Set<string>();
  const early = new Map<string, BaresipEvent[]>();
  let registration: Registration = { tag: 'none' };
  let newest: Call | undefined;
  let account_: 'absent' | 'idle' | 'registering' = 'absent';
  let left = false;
  let leaving = false;

  function onSip(message: SipMessage): void {
    log.add(message);
    const id = header(message, 'call-id');
    if (opensCall(message) && !calls.has(id)) {
      const facts = newCall(message);
      calls.set(id, facts);
      if (message.direction === 'received') waiting.push(facts);
      for (const event of early.get(id) ?? []) noteEvent(facts, event);
    }
    const facts = calls.get(id);
    if (facts) noteMessage(facts, message);
    watching.changed();
  }

  function onEvent(event: BaresipEvent): void {
    if (event.type === 'REGISTER_OK') registration = { tag: 'ok' };
    if (event.type === 'REGISTER_FAIL') registration = { tag: 'refused', answer: refusal(event.param ?? '') };
    if (event.id) {
      announced.add(event.id);
      const facts = calls.get(event.id);
      // Trace and control are two streams: an event may overtake its INVITE.
      if (facts) noteEvent(facts, event);
      else early.set(event.id, [...(early.get(event.id) ?? []), event]);
    }
    watching.changed();
  }

  const process_ = await startBaresip(options, {
    onSip,
    onEvent,
    onEnd: (how) => {
      left = true;
      watching.broken(leaving ? 'it has left' : `its baresip process has ended (${how})`);
    },
  });
  const { control } = process_;
  const parts = (facts: CallFacts): CallParts => ({
    facts,
    watch: watching,
    control,
    folder: process_.folder,
    phone: name,
    server,
  });

  async function dropAccount(): Promise<void> {
    if (account_ === 'absent') return;
    const wasRegistered = registration.tag === 'ok';
    const seen = log.messages.length;
    await control.command('uadel', `sip:${options.username}@${server}`);
    account_ = 'absent';
    registration = { tag: 'none' };
    if (wasRegistered) {
      await watching.until(() => finalRegisterAnswer(log.messages.slice(seen)), {
        within: 5000,
        sentence: `${name}: REGISTER with Expires 0 got no answer`,
      });
    }
  }

  async function attempt(within: number): Promise<Registration> {
    if (options.transport === 'tls' && options.ca) await trustsServer(options.server, options.ca);
    await dropAccount();
    registration = { tag: 'asked' };
    account_ = 'registering';
    await control.command('uanew', account(options, options.expires ?? 3600));
    return watching.until(() => (registration.tag === 'asked' ? undefined : registration), {
      within,
      sentence: `${name}: REGISTER got no answer`,
    });
  }

  function current(): Call {
    if (!newest) throw new Error(`${name}: has no call`);
    return newest;
  }

  return {
    name,
    username: options.username,
    log,
    registers: async (wait) => {
      const outcome = await attempt(wait?.within ?? 5000);
      if (outcome.tag === 'refused') {
        await dropAccount();
        throw new Error(
          `${name}: REGISTER was refused with ${outcome.answer.code} ${outcome.answer.reason}\nLast SIP messages:\n${log.tail()}`,
        );
      }
    },
    isRefused: async (wait) => {
      const outcome = await attempt(wait?.within ?? 5000);
      if (outcome.tag !== 'refused')
        throw new Error(
          `${name}: REGISTER was accepted, but should have been refused\nLast SIP messages:\n${log.tail()}`,
        );
      await dropAccount(); // else baresip tries again on its own
      return outcome.answer;
    },
    unregisters: () => dropAccount(),
    calls: async (target) => {
      if (account_ === 'absent') {
        await control.command('uanew', account(options, 0));
        account_ = 'idle';
      }
      const known = new Set(calls.keys());
      await control.command('dial', target.startsWith('sip:') ? target : `sip:${target}@${server}`);
      const facts = await watching.until(
        () => [...calls.values()].find((call) => !known.has(call.id) && call.invite.direction === 'sent'),
        { within: 5000, sentence: `${name}: did not send an INVITE to ${target}` },
      );
      newest = baresipCall(parts(facts));
      return newest;
    },
    rings: async (wait) => {
      const facts = await watching.until(() => waiting.find((call) => announced.has(call.id)), {
        within: wait?.within ?? 5000,
        sentence: `${name}: no call came`,
      });
      waiting.splice(waiting.indexOf(facts), 1);
      const call = baresipIncoming(parts(facts));
      newest = call;
      return call;
    },
    staysSilent: async (ms = 1000) => {
      const came = await watching
        .until(() => waiting[0], { within: ms, sentence: '' })
        .catch((error: unknown) => {
          if (left) throw error;
          return undefined;
        });
      if (came) throw new Error(`${name}: was called by ${header(came.invite, 'from')}, but should have stayed silent`);
    },
    hears: async (hertz, wait) => current().hears(hertz, wait),
    sendsDtmf: async (digits) => current().sendsDtmf(digits),
    receivesDtmf: async (digits, wait) => current().receivesDtmf(digits, wait),
    transfersTo: async (number, wait) => current().transfersTo(number, wait),
    hangsUp: async () => current().hangUp(),
    vanishes: async () => {
      leaving = true;
      process_.kill();
      await process_.ended;
      control.close();
      process_.clean();
    },
    leaves: async () => {
      leaving = true;
      if (!left) {
        await control.command('quit').catch(() => undefined);
        await Promise.race([process_.ended, pause(3000)]);
        if (!left) {
          process_.kill();
          await process_.ended;
        }
      }
      control.close();
      process_.clean();
    },
    cost: () => ({ startMs: process_.startMs, residentKb: process_.residentKb() }),
  };
}

function refusal(param: string): SipAnswer {
  const match = /^(\d{3}) (.*)$/.exec(param);
  return match ? { code: Number(match[1]), reason: match[2] ?? '' } : { code: 0, reason: param || 'no answer' };
}

/** The answer after which nothing more is sent: not the first challenge, which is followed by a second try. */
function finalRegisterAnswer(messages: readonly SipMessage[]): true | undefined {
  const answers = messages.filter(
    (m) => m.direction === 'received' && (m.code ?? 0) >= 200 && methodOf(m) === 'REGISTER',
  );
  return answers.some((m) => m.code !== 401 && m.code !== 407) || answers.length > 1 ? true : undefined;
}
