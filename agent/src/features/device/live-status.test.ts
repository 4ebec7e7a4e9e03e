import type { SipUsername } from '@synergycall/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeAmi, type AmiMessage, type FakeAmi } from '../../platform/ami/index.ts';
import { liveStatus, type LiveStatus } from './live-status.ts';

const ANN = 'a7k2-9fqx3m' as SipUsername;
const BEN = 'a7k2-000000' as SipUsername;
let events: FakeAmi;
let query: FakeAmi;
let status: LiveStatus;
let contacts: AmiMessage[];
let channels: AmiMessage[];
const NOW = new Date('2026-11-22T14:00:00Z');

const contact = (username: string, more: Record<string, string> = {}): AmiMessage => ({
  event: 'ContactList',
  aor: username,
  objectname: `${username};@1`,
  uri: `sip:${username}@203.0.113.7:5060`,
  status: 'Reachable',
  useragent: 'Yealink T54W',
  viaaddr: '203.0.113.7',
  viaport: '5060',
  roundtripusec: '2500',
  expirationtime: '1795356000',
  ...more,
});
const seen = (username: string, state: string): AmiMessage => ({
  event: 'ContactStatus',
  uri: `sip:${username}@203.0.113.7:5060`,
  contactstatus: state,
  aor: username,
  endpointname: username,
  roundtripusec: '0',
});

beforeEach(() => {
  [events, query, contacts, channels] = [fakeAmi(), fakeAmi(), [], []];
  query.script('PJSIPShowContacts', () => (contacts.length > 0 ? contacts : { refused: 'No Contacts found' }));
  query.script('CoreShowChannels', () => channels);
  query.script('PJSIPShowEndpoint', ({ Endpoint }) => [
    {
      event: 'EndpointDetail',
      objectname: String(Endpoint),
      devicestate: channels.length > 0 ? 'In use' : 'Not in use',
    },
    ...contacts.filter((c) => c['aor'] === Endpoint).map((c) => ({ ...c, event: 'ContactStatusDetail' })),
  ]);
});
afterEach(() => status.close());
const open = async (): Promise<void> => {
  status = liveStatus({ events, query, now: () => NOW, gatherMs: 1, retryMs: 5 });
  await expect.poll(() => status.asterisk).toBe('live');
};
const stateOf = (username: SipUsername) => status.phone(username).state;

describe('after a connection', () => {
  test('all that is registered is known, with model, address, delay and end of registration', async () => {
    contacts = [contact(ANN), { ...contact('carrier'), uri: 'sip:carrier' }];
    await open();
    expect(status.phone(ANN)).toEqual({
      state: 'registered',
      contacts: [
        {
          uri: `sip:${ANN}@203.0.113.7:5060`,
          address: '203.0.113.7:5060',
          userAgent: 'Yealink T54W',
          roundTripMs: 2.5,
          expiresAt: '2026-11-22T14:00:00.000Z',
        },
      ],
      lastSeenAt: NOW.toISOString(),
    });
    expect(status.phone(BEN)).toEqual({ state: 'not-registered', contacts: [], lastSeenAt: null });
  });

  test('calls that go on are known', async () => {
    channels = [{ event: 'CoreShowChannel', channel: `PJSIP/${ANN}-0000002a`, channelstatedesc: 'Up' }];
    await open();
    expect(stateOf(ANN)).toBe('in-call');
  });

  test('a refused list is asked for again', async () => {
    query.failNext('timeout', { action: 'PJSIPShowContacts', times: 2 });
    contacts = [contact(ANN)];
    await open();
    expect(stateOf(ANN)).toBe('registered');
  });
});

describe('events', () => {
  beforeEach(open);

  test('a phone that registers is registered at once, its details follow', async () => {
    contacts = [contact(ANN)];
    events.emit(seen(ANN, 'Created'));
    expect(stateOf(ANN)).toBe('registered');
    await expect.poll(() => status.phone(ANN).contacts[0]?.userAgent).toBe('Yealink T54W');
  });

  test('one that stops answering is unreachable, one that leaves is not registered and was last seen', () => {
    events.emit(seen(ANN, 'Reachable'));
    events.emit(seen(ANN, 'Unreachable'));
    expect(stateOf(ANN)).toBe('unreachable');
    events.emit(seen(ANN, 'Removed'));
    expect(status.phone(ANN)).toEqual({ state: 'not-registered', contacts: [], lastSeenAt: NOW.toISOString() });
  });

  test('a call shows, ringing alone is no call', () => {
    for (const [state, shown] of [
      ['RINGING', 'not-registered'],
      ['INUSE', 'in-call'],
      ['RINGINUSE', 'in-call'],
      ['ONHOLD', 'in-call'],
      ['NOT_INUSE', 'not-registered'],
    ]) {
      events.emit({ event: 'DeviceStateChange', device: `PJSIP/${ANN}`, state: state! });
      expect(stateOf(ANN)).toBe(shown);
    }
  });

  test('trunks and strangers are nobody’s phones', () => {
    let told = 0;
    status.onChange(() => void told++);
    events.emit(seen('carrier', 'Created'));
    events.emit({ event: 'DeviceStateChange', device: 'PJSIP/carrier', state: 'INUSE' });
    events.emit({ event: 'DeviceStateChange', device: 'Local/666@leak', state: 'INUSE' });
    expect(told).toBe(0);
  });

  test('listeners hear which tenant', () => {
    const heard: string[] = [];
    status.onChange((tag) => void heard.push(tag));
    events.emit(seen(ANN, 'Unreachable'));
    expect(heard).toEqual(['a7k2']);
  });

  test('many phones at once are one list, not a question each', async () => {
    query.sent.length = 0;
    const names = Array.from({ length: 60 }, (_, n) => `b000-${String(n).padStart(6, '0')}`);
    contacts = names.map((name) => contact(name));
    for (const name of names) events.emit(seen(name, 'Created'));
    await expect.poll(() => status.phone(names[59] as SipUsername).contacts[0]?.userAgent).toBe('Yealink T54W');
    expect(query.sent.map((one) => one.action)).toEqual(['PJSIPShowContacts', 'CoreShowChannels']);
  });
});

describe('without Asterisk', () => {
  beforeEach(open);

  test('nothing is claimed to be known, and afterwards all is asked anew', async () => {
    events.emit(seen(ANN, 'Created'));
    events.setState({ tag: 'down', since: 0, reason: 'hung' });
    expect(status.asterisk).toBe('down');
    expect(status.phone(ANN)).toEqual({ state: 'unknown', contacts: [], lastSeenAt: NOW.toISOString() });
    contacts = [contact(BEN)];
    events.setState({ tag: 'live', since: 0, booted: false });
    expect(stateOf(ANN)).toBe('unknown');
    events.setState({ tag: 'live', since: 0, booted: true });
    await expect.poll(() => stateOf(BEN)).toBe('registered');
    expect(stateOf(ANN)).toBe('not-registered');
  });
});
