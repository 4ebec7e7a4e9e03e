import { checkPjsip, ConfigTextError, parseDialplan, parseSections } from '@synergycall/asterisk';
import { tenantTag, trunkId, type TrunkSnapshot } from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import { refuseAddresses, type Surroundings } from './refuse-addresses.ts';
import { renderTrunkDialplan } from './trunk-dialplan.conf.ts';
import { renderTrunkFile } from './trunk.conf.ts';

const TAG = tenantTag.parse('a7k2');
const trunk = (n: number, more: Partial<TrunkSnapshot> = {}): TrunkSnapshot => ({
  id: trunkId.parse(`t0000000000${n}`),
  name: `Carrier ${n}`,
  kind: 'registration',
  host: 'sip.carrier.example',
  port: null,
  transport: 'udp',
  username: 'acct1',
  credentialsVersion: 3,
  fromUser: null,
  fromDomain: null,
  matchAddresses: [],
  codecs: ['alaw', 'ulaw'],
  callerId: { form: 'plus', where: 'both' },
  called: { form: 'plus' },
  inbound: { where: 'request-uri', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
  channelLimit: null,
  ...more,
});
const ip = trunk(2, {
  kind: 'ip',
  username: null,
  credentialsVersion: null,
  port: 5080,
  transport: 'tls',
  matchAddresses: ['203.0.113.7', '198.51.100.0/24'],
  channelLimit: 30,
  inbound: { where: 'to', countryCode: '1', nationalPrefix: '', internationalPrefix: '011', bare: 'national' },
});

describe('the files of trunks (FR-021, FR-022)', () => {
  // Golden files are written by `vitest run -u` in the hand of a person who read the difference.
  test('PJSIP’s is the text that was read and approved', () =>
    expect(renderTrunkFile(TAG, [trunk(1), ip]).text).toMatchFileSnapshot('./golden/trunks-a7k2.conf'));
  test('the dialplan’s is the text that was read and approved', () =>
    expect(renderTrunkDialplan(TAG, [trunk(1), ip]).text).toMatchFileSnapshot('./golden/dialplan-a7k2.conf'));
  test('the order of trunks and of addresses changes nothing', () => {
    const turned = { ...ip, matchAddresses: ip.matchAddresses.toReversed() };
    expect(renderTrunkFile(TAG, [turned, trunk(1)])).toEqual(renderTrunkFile(TAG, [trunk(1), ip]));
    expect(renderTrunkDialplan(TAG, [ip, trunk(1)])).toEqual(renderTrunkDialplan(TAG, [trunk(1), ip]));
  });
  test('a trunk’s name and a renamed trunk are in neither', () => {
    const of = (name: string) => [
      renderTrunkFile(TAG, [trunk(1, { name })]),
      renderTrunkDialplan(TAG, [trunk(1, { name })]),
    ];
    expect(of('Eve\n[evil]')).toEqual(of('Carrier'));
  });
  test.each(['a\nb', 'sip.example]', 'a;b\\', '${SHELL(id)}\n', 'a\\b'])(
    'the host %j is refused, not repaired',
    (host) => {
      const rendered = (): unknown => checkPjsip([renderTrunkFile(TAG, [trunk(1, { host })])]);
      // What the writer lets pass as text, the check of the whole file does not.
      try {
        expect(rendered()).not.toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigTextError);
      }
    },
  );
  test('they are sound as they are written, and the empty ones too', () => {
    const file = renderTrunkFile(TAG, [trunk(1), ip]);
    expect(checkPjsip([file, renderTrunkFile(null, []), renderTrunkFile(null, [trunk(3)])])).toEqual([]);
    expect(parseDialplan(renderTrunkDialplan(TAG, [trunk(1), ip]).text).problems).toEqual([]);
  });
  test('no endpoint is known by a name, and no password stands in it', () => {
    const { sections } = parseSections(renderTrunkFile(TAG, [trunk(1), ip]).text);
    const endpoints = sections.filter(({ settings }) => settings.some(([, value]) => value === 'endpoint'));
    expect(endpoints.map(({ settings }) => new Map(settings).get('identify_by'))).toEqual(['ip', 'ip']);
    expect(sections.flatMap(({ settings }) => settings.map(([key]) => key))).not.toContain('password');
  });
  test('a tenant’s trunk hands its tenant along, and one of the box none', () => {
    const only = (tag: typeof TAG | null) => /SC_ONLY=(\w*)\)/.exec(renderTrunkDialplan(tag, [trunk(1)]).text)?.[1];
    expect([only(TAG), only(null)]).toEqual(['a7k2', '']);
  });
});

describe('the check of PJSIP’s files names what a reload passes over in silence', () => {
  const good = renderTrunkFile(TAG, [trunk(1), ip]).text;
  test.each([
    ['type=aor', 'type=aorr', 'unknown-type'],
    ['type=aor\n', '', 'no-type'],
    ['allow=alaw', 'allow=alow', 'bad-value'],
    ['direct_media=no', 'direct_media=perhaps', 'bad-value'],
    ['direct_media=no', 'direct_mediaa=no', 'unknown-option'],
    ['identify_by=ip\n', '', 'identified-by-name'],
    ['line=yes', 'line=yes\nline=yes', 'duplicate'],
    ['endpoint=sct-t00000000001\n', 'endpoint=sct-other\n', 'missing-object'],
    ['[sct-t00000000001]\ntype=endpoint', '[sct-t00000000001\ntype=endpoint', 'syntax'],
  ])('%j made %j: %s', (from, to, problem) => {
    const broken = good.replace(from, to);
    expect(broken).not.toBe(good);
    expect(checkPjsip([{ path: 'pjsip.d/synergycall/x.conf', text: broken }]).map((one) => one.problem)).toContain(
      problem,
    );
  });
});

describe('which addresses a trunk may have', () => {
  const around: Surroundings = {
    address: '203.0.113.1',
    ports: [5060, 5061],
    phones: [{ name: 'a7k2-9fqx3m', address: '192.0.2.44:5062' }],
  };
  const wish = (more: object) => ({ ...ip, allowPrivate: false, matchAddresses: ['203.0.113.7'], ...more });
  const code = (more: object, others: { name: string; matchAddresses: string[] }[] = []) => {
    const judged = refuseAddresses(wish(more), others, around);
    return judged.ok ? 'ok' : judged.error;
  };
  test('public ones of its own', () => expect(code({})).toBe('ok'));
  test('none that another trunk has in part: it is named', () =>
    expect(code({ matchAddresses: ['203.0.113.7'] }, [{ name: 'Other', matchAddresses: ['203.0.113.0/24'] }])).toEqual({
      code: 'trunk.match-overlaps',
      address: '203.0.113.7',
      other: '203.0.113.0/24',
      name: 'Other',
    }));
  test.each(['127.0.0.2', '10.1.0.0/16', '192.168.1.1', '0.0.0.0/0', '128.0.0.0/1'])(
    'not %s, unless it is allowed',
    (address) => {
      expect(code({ matchAddresses: [address] })).toMatchObject({ code: 'trunk.private-address', address });
      expect(code({ matchAddresses: [address], allowPrivate: true })).toBe('ok');
    },
  );
  test('none where a phone is, unless it is allowed', () => {
    expect(code({ matchAddresses: ['192.0.2.0/24'] })).toMatchObject({
      code: 'trunk.match-covers-phone',
      phone: 'a7k2-9fqx3m',
    });
    expect(code({ matchAddresses: ['192.0.2.0/24'], allowPrivate: true })).toBe('ok');
  });
  test.each(['203.0.113.1', 'localhost', '127.0.0.1'])('the carrier is not the box itself: %s', (host) =>
    expect(code({ host, port: 5061, allowPrivate: true })).toMatchObject({ code: 'trunk.host-is-box', host }),
  );
  test('a trunk that registers has none', () =>
    expect(code({ kind: 'registration' })).toMatchObject({ code: 'trunk.addresses-unwanted' }));
});
