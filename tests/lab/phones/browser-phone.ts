import { borrowChromium, pageScript } from './chromium.ts';
import type { PageEvent, PageOptions } from './page/jssip-page.ts';
import { newCall, noteMessage, opensCall, type CallFacts } from './call-facts.ts';
import { header, parseSip, partyOf, sipLog } from './sip-message.ts';
import type { Call, IncomingCall, Phone, PhoneOptions, SipAnswer } from './types.ts';
import { trustsServer } from './trust.ts';
import { pause, watch } from './watch.ts';

type Registration = { tag: 'none' } | { tag: 'asked' } | { tag: 'ok' } | { tag: 'refused'; answer: SipAnswer };

/** JsSIP in Chromium: WebSocket signalling, DTLS-SRTP media. The page is secure because it is on localhost. */
export async function browserPhone(options: PhoneOptions): Promise<Phone> {
  const began = performance.now();
  const name = options.name ?? options.username;
  const { host, port } = options.server;
  const log = sipLog();
  const watching = watch(() => log.tail());
  const calls = new Map<string, CallFacts>();
  const waiting: CallFacts[] = [];
  const announced = new Set<string>();
  let registration: Registration = { tag: 'none' };
  let newest: Call | undefined;
  let gone = false;

  const { browser, giveBack } = await borrowChromium();
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    permissions: ['microphone'],
    baseURL: 'http://localhost',
  });
  const page = await context.newPage();
  const close = async (): Promise<void> => {
    if (!gone) {
      gone = true;
      watching.broken('it has left');
      await context.close();
      await giveBack();
    }
  };

  function onSip(direction: 'sent' | 'received', text: string): void {
    const message = parseSip(text, direction, [options.secret]);
    if (!message) return;
    log.add(message);
    const id = header(message, 'call-id');
    if (opensCall(message) && !calls.has(id)) {
      const facts = newCall(message);
      calls.set(id, facts);
      if (direction === 'received') waiting.push(facts);
    }
    const facts = calls.get(id);
    if (facts) noteMessage(facts, message);
    watching.changed();
  }

  function onEvent(event: PageEvent): void {
    const facts = event.id === undefined ? undefined : calls.get(event.id);
    switch (event.type) {
      case 'registered':
        registration = { tag: 'ok' };
        break;
      case 'unregistered':
        registration = { tag: 'none' };
        break;
      case 'register-refused':
        registration = { tag: 'refused', answer: { code: event.code ?? 0, reason: event.reason ?? '' } };
        break;
      case 'incoming':
        announced.add(event.id ?? '');
        break;
      case 'progress':
        if (facts) facts.rang = true;
        break;
      case 'answered':
        if (facts) facts.answered = true;
        break;
      case 'ended':
      case 'ended-by-us':
        if (facts) {
          const reason = event.reason ?? '';
          const by = event.type === 'ended-by-us' ? 'us' : 'them';
          facts.end ??= facts.answered
            ? { code: 200, reason, by }
            : event.code
              ? { code: event.code, reason, by: 'refusal' }
              : { code: 487, reason, by };
        }
        break;
      default:
    }
    watching.changed();
  }

  const pageOptions: PageOptions = {
    url: `wss://${host}:${port}${options.path ?? '/ws'}`,
    uri: `sip:${options.username}@${host}`,
    username: options.username,
    secret: options.secret,
    name,
    expires: options.expires ?? 3600,
    tone: options.tone ?? 440,
  };
  try {
    await page.exposeFunction('sipTrace', onSip);
    await page.exposeFunction('phoneEvent', onEvent);
    // No server: the page is handed out by the test itself, under an address that Chromium trusts with a microphone.
    await page.route('http://localhost/phone', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>phone</title>' }),
    );
    await page.goto('http://localhost/phone');
    await page.addScriptTag({ content: await pageScript() });
    await page.evaluate((given) => globalThis.pagePhone.open(given), pageOptions);
  } catch (error) {
    await close();
    // SECURITY: Playwright's error may quote the arguments, so only its first line is passed on, masked.
    throw new Error(
      `${name}: the browser phone did not start: ${String(error).split('\n')[0]?.replaceAll(options.secret, '***') ?? ''}`,
    );
  }
  const startMs = Math.round(performance.now() - began);

  async function register(within: number): Promise<Registration> {
    if (options.ca) await trustsServer(options.server, options.ca);
    registration = { tag: 'asked' };
    await page.evaluate(() => globalThis.pagePhone.register());
    return watching.until(() => (registration.tag === 'asked' ? undefined : registration), {
      within,
      sentence: `${name}: REGISTER got no answer`,
    });
  }

  function callOf(facts: CallFacts): Call {
    const { id } = facts;
    const about = `${name}, call with ${facts.invite.direction === 'sent' ? facts.invite.requestUri : header(facts.invite, 'from')}`;
    const notEnded = (): void => {
      if (facts.end) throw new Error(`${about}: ended with ${facts.end.code} ${facts.end.reason}`);
    };
    const reached = (look: () => boolean, within: number, sentence: string): Promise<void> =>
      watching
        .until(
          () => {
            if (look()) return true;
            notEnded();
            return undefined;
          },
          { within, sentence: `${about}: ${sentence}` },
        )
        .then(() => undefined);
    return {
      id,
      rings: (wait) => reached(() => facts.rang || facts.answered, wait?.within ?? 5000, "nobody's phone rang"),
      answered: (wait) => reached(() => facts.answered, wait?.within ?? 10_000, 'was not answered'),
      ended: (wait) =>
        watching.until(() => facts.end, { within: wait?.within ?? 10_000, sentence: `${about}: did not end` }),
      hangUp: async () => {
        if (facts.end) return;
        await page.evaluate((call) => globalThis.pagePhone.terminate(call), id);
        await watching.until(() => facts.end, { within: 5000, sentence: `${about}: did not hang up` });
      },
      hears: async (hertz, wait) => {
        const within = wait?.within ?? 5000;
        const until = performance.now() + within;
        let share = 0;
        await pause(350); // the analyser's window, so that what came before does not count
        while (performance.now() < until) {
          notEnded();
          share = await page.evaluate(([call, tone]) => globalThis.pagePhone.shareOfTone(call, tone), [
            id,
            hertz,
          ] as const);
          if (share > 0.6) return;
          await pause(100);
        }
        throw new Error(
          `${about}: does not hear ${hertz} Hz within ${within} ms (it is ${Math.round(share * 100)} % of the sound)`,
        );
      },
      sendsDtmf: async (digits) => {
        await page.evaluate(([call, keys]) => globalThis.pagePhone.dtmf(call, keys), [id, digits] as const);
        await pause(digits.length * 270);
      },
      receivesDtmf: () => Promise.reject(new Error(`${about}: a browser does not show the digits it receives`)),
      transfersTo: async (number, wait) => {
        facts.transfer = undefined;
        await page.evaluate(([call, to]) => globalThis.pagePhone.refer(call, to), [
          id,
          `sip:${number}@${host}`,
        ] as const);
        const outcome = await watching.until(() => facts.transfer, {
          within: wait?.within ?? 10_000,
          sentence: `${about}: nothing became of the transfer to ${number}`,
        });
        // A phone that has handed its call on hangs up; JsSIP leaves that to its user.
        if (outcome.code < 300 && !facts.end)
          await page.evaluate((call) => globalThis.pagePhone.terminate(call), id).catch(() => undefined);
        return outcome;
      },
      hold: () => page.evaluate((call) => globalThis.pagePhone.hold(call, true), id),
      resume: () => page.evaluate((call) => globalThis.pagePhone.hold(call, false), id),
    };
  }

  function incomingOf(facts: CallFacts): IncomingCall {
    const call = callOf(facts);
    const accept = async (): Promise<void> => {
      await page.evaluate((id) => globalThis.pagePhone.answer(id), facts.id);
      await call.answered();
    };
    return {
      ...call,
      invite: facts.invite,
      from: partyOf(header(facts.invite, 'from')),
      accept,
      answers: accept,
      reject: async (code = 486) => {
        await page.evaluate(([id, status]) => globalThis.pagePhone.terminate(id, status), [facts.id, code] as const);
        await call.ended();
      },
    };
  }

  const current = (): Call => {
    if (!newest) throw new Error(`${name}: has no call`);
    return newest;
  };

  return {
    name,
    username: options.username,
    log,
    registers: async (wait) => {
      const outcome = await register(wait?.within ?? 5000);
      if (outcome.tag === 'refused')
        throw new Error(
          `${name}: REGISTER was refused with ${outcome.answer.code} ${outcome.answer.reason}\nLast SIP messages:\n${log.tail()}`,
        );
    },
    isRefused: async (wait) => {
      const outcome = await register(wait?.within ?? 5000);
      if (outcome.tag !== 'refused')
        throw new Error(
          `${name}: REGISTER was accepted, but should have been refused\nLast SIP messages:\n${log.tail()}`,
        );
      return outcome.answer;
    },
    unregisters: async (wait) => {
      if (registration.tag !== 'ok') return;
      await page.evaluate(() => globalThis.pagePhone.unregister());
      await watching.until(() => (registration.tag === 'none' ? true : undefined), {
        within: wait?.within ?? 5000,
        sentence: `${name}: REGISTER with Expires 0 got no answer`,
      });
    },
    calls: async (target) => {
      const id = await page.evaluate(
        (to) => globalThis.pagePhone.dial(to),
        target.startsWith('sip:') ? target : `sip:${target}@${host}`,
      );
      const facts = await watching.until(() => calls.get(id), {
        within: 5000,
        sentence: `${name}: did not send an INVITE to ${target}`,
      });
      newest = callOf(facts);
      return newest;
    },
    rings: async (wait) => {
      const facts = await watching.until(() => waiting.find((call) => announced.has(call.id)), {
        within: wait?.within ?? 5000,
        sentence: `${name}: no call came`,
      });
      waiting.splice(waiting.indexOf(facts), 1);
      const call = incomingOf(facts);
      newest = call;
      return call;
    },
    staysSilent: async (ms = 1000) => {
      const came = await watching.until(() => waiting[0], { within: ms, sentence: '' }).catch(() => undefined);
      if (came) throw new Error(`${name}: was called by ${header(came.invite, 'from')}, but should have stayed silent`);
    },
    hears: async (hertz, wait) => current().hears(hertz, wait),
    sendsDtmf: async (digits) => current().sendsDtmf(digits),
    receivesDtmf: async (digits, wait) => current().receivesDtmf(digits, wait),
    transfersTo: async (number, wait) => current().transfersTo(number, wait),
    hangsUp: async () => current().hangUp(),
    vanishes: close,
    leaves: async () => {
      if (!gone && registration.tag === 'ok') {
        await page.evaluate(() => globalThis.pagePhone.unregister()).catch(() => undefined);
        await watching
          .until(() => (registration.tag === 'none' ? true : undefined), { within: 2000, sentence: '' })
          .catch(() => undefined);
      }
      await close();
    },
    // One Chromium serves several phones, so no memory can be told for one.
    cost: () => ({ startMs, residentKb: undefined }),
  };
}
