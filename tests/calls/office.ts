import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedDevice, CreatedUser, DeviceCredentials } from '@synergycall/domain';
import { bridgedChannels, isOf } from './bridged.ts';
import { connectAmi, type Ami, type AmiMessage } from '../../agent/src/platform/ami/index.ts';
import { openRealtime } from '../../agent/src/main.ts';
import type { RealtimeStore } from '../../agent/src/platform/realtime/index.ts';
import { claimPort, labAgent, type Company, type LabAgent } from '../lab/index.ts';
import {
  carrier,
  phone,
  rawLine,
  type Carrier,
  type Phone,
  type PhoneOptions,
  type RawLine,
} from '../lab/phones/index.ts';
import type { StoreKind } from '../lab/runs.ts';

/** Where an attacker would like to arrive: whoever runs these contexts leaves a UserEvent `Leaked`. */
const LEAK = `
[leak]
exten => _X.,1,UserEvent(Leaked,Exten: \${EXTEN})
exten => s,1,UserEvent(Leaked,Exten: s)
exten => 1005,1,UserEvent(Leaked,Exten: 1005)
[mark]
exten => _X.,1,UserEvent(Mark,Number: \${EXTEN})
 same => n,Answer()
`;

/**
 * Two trunks: one that is told to take emergency calls, one whose match covers an address that phones have too.
 * SECURITY: `identify_by = ip` belongs to every trunk without a password: by default whoever writes its name into From
 * is taken for it, from any address (tests/isolation/identity).
 */
const trunks = (helperPort: number): string => `
[helper]
type = endpoint
identify_by = ip
aors = helper
context = leak
disallow = all
allow = ulaw
[helper]
type = aor
contact = sip:127.0.0.2:${helperPort}
[greedy]
type = endpoint
identify_by = ip
context = leak
disallow = all
allow = ulaw
[greedy]
type = identify
endpoint = greedy
match = 127.0.0.3
`;

/** Whoever has SIP credentials: the answer of user.create, device.create or device.resetSecret. */
export type Credentialed = { readonly credentials: DeviceCredentials | null };

/** A box with people, their phones, and somebody who watches what Asterisk does. */
export interface Office extends LabAgent {
  readonly helper: Carrier;
  /** A rights-bearing AMI connection of the test itself. */
  readonly ami: Ami;
  /** The rows as Asterisk reads them. */
  readonly rows: RealtimeStore;
  /** UserEvents and reloads since `forget`. */
  readonly heard: readonly AmiMessage[];
  userEvents(name: string): AmiMessage[];
  /** Why calls were refused since `forget`, in the core's words. */
  refusals(): unknown[];
  forget(): void;
  /** Resolves when an event of now has come: what did not come by then did not happen. */
  marksTheEvents(): Promise<void>;
  /** A phone out of its box, not registered. */
  phone(who: Credentialed, more?: Partial<PhoneOptions>): Promise<Phone>;
  /** The same, registered. */
  registered(who: Credentialed, more?: Partial<PhoneOptions>): Promise<Phone>;
  /** SIP by hand, registered unless `register: false`; refuses calls with 486 after ringing until told otherwise. */
  line(who: Credentialed, more?: { register?: boolean; localAddress?: string }): Promise<RawLine>;
  /** Waits until so many calls talk, or of this endpoint one: a phone hears 200 a moment before Asterisk has joined the two. */
  talking(calls: number, endpoint?: string): Promise<void>;
  /** Ends every call and waits until none is left. */
  callsEnd(): Promise<void>;
  /** Puts away all phones and lines, and waits until no call is left. For afterEach. */
  everybodyLeaves(): Promise<void>;
}

export async function openOffice(
  realtime: StoreKind,
  more: { pjsip?: string; extensions?: string; portalDirectory?: string } = {},
): Promise<Office> {
  const helperPort = await claimPort();
  const lab = await labAgent({
    realtime,
    ...(more.portalDirectory && { portalDirectory: more.portalDirectory }),
    handWritten: { extensions: LEAK + (more.extensions ?? ''), pjsip: trunks(helperPort) + (more.pjsip ?? '') },
  });
  const { asterisk } = lab;
  const server = { host: '127.0.0.1', port: asterisk.ports.sip };
  const helper = await carrier({ server, port: helperPort });
  const { writer, reader } = asterisk.ami;
  const connect = (account: typeof writer, role: 'writer' | 'events') =>
    connectAmi({ host: account.host, port: account.port, username: account.username, secret: account.password, role });
  const ami = connect(writer, 'writer');
  const events = connect(reader, 'events');
  const heard: AmiMessage[] = [];
  for (const name of ['UserEvent', 'Reload']) events.on(name, (event) => void heard.push(event));
  const rows = openRealtime(asterisk.realtime, asterisk.runAs);
  if (!(await ami.waitLive(10_000)) || !(await events.waitLive(10_000))) throw new Error('AMI did not come up');

  const opened: (() => Promise<void>)[] = [];
  const known = (who: Credentialed): DeviceCredentials => {
    if (!who.credentials) throw new Error('nobody without a device has a phone');
    return who.credentials;
  };
  const office: Pick<Office, 'phone' | 'registered' | 'line' | 'talking' | 'callsEnd' | 'everybodyLeaves'> = {
    async phone(who, extra = {}) {
      const { sipUsername, secret, port, transport } = known(who);
      const one = await phone({
        username: sipUsername,
        secret,
        transport,
        server: { host: '127.0.0.1', port },
        ...extra,
      });
      opened.push(() => one.leaves());
      return one;
    },
    async registered(who, extra) {
      const one = await office.phone(who, extra);
      await one.registers();
      return one;
    },
    async line(who, { register = true, localAddress } = {}) {
      const { sipUsername, secret } = known(who);
      const one = await rawLine({ server, username: sipUsername, secret, ...(localAddress && { localAddress }) });
      one.answersCallsWith({ say: 'refuse', code: 486, ringing: true });
      if (register) {
        const { code } = await one.register();
        if (code !== 200) throw new Error(`REGISTER of ${sipUsername} was answered with ${code}`);
      }
      opened.push(() => one.close());
      return one;
    },
    async everybodyLeaves() {
      await Promise.all(opened.splice(0).map((leave) => leave()));
      await office.callsEnd();
    },
    async talking(calls, endpoint) {
      for (const end = Date.now() + 10_000; Date.now() < end; await sleep(40)) {
        const bridged = await bridgedChannels(ami);
        const legs = endpoint ? bridged.filter(isOf(endpoint)) : bridged;
        if (legs.length >= (endpoint ? 1 : 2) * calls) return;
      }
      throw new Error(`fewer than ${calls} calls${endpoint ? ` of ${endpoint}` : ''} talk`);
    },
    async callsEnd() {
      await asterisk.cli('channel request hangup all');
      for (const end = Date.now() + 10_000; Date.now() < end; await sleep(40)) {
        const channels = await ami.coreShowChannels();
        // The one channel of SIP MESSAGEs stays for ever.
        if (channels.ok && channels.value.every(({ name }) => name.startsWith('Message/'))) return;
      }
      throw new Error('a call does not end');
    },
  };
  let marks = 10;
  const own = {
    ...office,
    helper,
    ami,
    rows,
    heard,
    userEvents: (name: string) => heard.filter((event) => event['userevent'] === name),
    refusals: () => heard.filter((event) => event['userevent'] === 'ScRefused').map((event) => event['reason']),
    forget: () => void (heard.length = 0),
    async marksTheEvents() {
      const mark = String(++marks);
      await ami.originate({ channel: `Local/${mark}@mark/n`, to: 'application', application: 'NoOp', wait: 'queued' });
      for (const end = Date.now() + 10_000; Date.now() < end; await sleep(10))
        if (heard.some((event) => event['userevent'] === 'Mark' && event['number'] === mark)) return;
      throw new Error('no event came');
    },
    async release() {
      await office.everybodyLeaves().catch(() => undefined);
      await helper.close();
      await Promise.all([ami.close(), events.close(), rows.close()]);
      await lab.release();
    },
  };
  // Descriptors, not spreads: the agent and its clients are getters.
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(lab), ...Object.getOwnPropertyDescriptors(own) },
  ) as Office;
}

/** Names a company's people, so that stories can: `const { ann, ben } = byFirstName(company)`. */
export function byFirstName<Name extends string>(company: Company): Record<Name, CreatedUser> {
  return Object.fromEntries(company.people.map((one) => [one.user.name.split(' ')[0]?.toLowerCase(), one])) as Record<
    Name,
    CreatedUser
  >;
}

export const username = (who: CreatedUser | CreatedDevice): string => who.credentials?.sipUsername ?? '';
