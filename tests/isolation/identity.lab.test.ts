import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storesOr } from '../lab/runs.ts';
import { partyOf, type SipMessage } from '../lab/phones/index.ts';
import { asks, type Asked } from './out-of-dialog.ts';
import { NOBODY, twoCompanies, type TwoCompanies } from './two-companies.ts';

/** Who somebody is follows from their credentials alone, and nothing tells a stranger who exists. */
describe.each(storesOr('sqlite'))('identity, phones in %s', (store) => {
  let scene: TwoCompanies;
  beforeAll(async () => {
    scene = await twoCompanies(store);
  });
  beforeEach(() => scene.fresh());
  afterAll(() => scene?.release());

  const ask = (asked: Asked) => asks(scene.office.asterisk.ports.sip, asked);
  const credentials = (name: 'ann' | 'bea') => scene.people[name].credentials!;
  const SDP = 'v=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n';
  const invite = { method: 'INVITE', headers: ['Content-Type: application/sdp'], body: SDP };

  test('without credentials nobody calls, subscribes, writes or publishes in anybody’s name', async () => {
    const methods = ['INVITE', 'SUBSCRIBE', 'MESSAGE', 'OPTIONS', 'PUBLISH', 'REFER'];
    // Trunks are nobody either, unless the call comes from their address.
    for (const from of [scene.endpoint('ann'), 'nobody', '1001', 'helper', 'greedy'])
      for (const method of methods) {
        const headers = [...invite.headers, 'Event: presence', 'Refer-To: <sip:1002@127.0.0.1>'];
        const { final } = await ask({ ...invite, method, to: '1002', from, headers });
        expect([from, method, final.code]).toEqual([from, method, 401]);
      }
    expect(scene.damage()).toEqual(NOBODY);
    expect(scene.office.userEvents('ScRefused')).toEqual([]);
  });

  test('nobody calls in another’s name with one’s own password', async () => {
    expect((await ask({ ...invite, to: '1002', credentials: credentials('ann') })).final.code).not.toBe(401);
    await scene.fresh();
    expect(
      (await ask({ ...invite, to: '1002', from: scene.endpoint('bea'), credentials: credentials('ann') })).final.code,
    ).toBe(401);
    const mixed = { sipUsername: credentials('bea').sipUsername, secret: credentials('ann').secret };
    expect((await ask({ ...invite, to: '1002', credentials: mixed })).final.code).toBe(401);
    expect(scene.damage()).toEqual(NOBODY);
  });

  test('nobody registers over another’s phone, and a stolen contact rings nowhere', async () => {
    const register = { method: 'REGISTER', headers: ['Expires: 300'] };
    const to = scene.endpoint('ben');
    expect((await ask({ ...register, to, credentials: credentials('ann') })).final.code).toBeGreaterThanOrEqual(400);
    expect((await ask({ ...register, to, from: to, credentials: credentials('ann') })).final.code).toBe(401);
    expect(await scene.lines.ann.invite({ dialled: '1002' })).toMatchObject({ code: 486 });
    expect(scene.damage().rang).toEqual(['ben']);
  });

  test('the called phone shows who calls, whatever the caller’s phone claims', async () => {
    await scene.lines.ann.invite({
      dialled: '1002',
      from: `"The Boss" <sip:${scene.endpoint('ann')}@boss.example>`,
      headers: [
        'P-Asserted-Identity: "The Boss" <sip:+15550100@boss.example>',
        'P-Preferred-Identity: "The Boss" <sip:+15550100@boss.example>',
        'Remote-Party-ID: "The Boss" <sip:+15550100@boss.example>;party=calling;screen=yes',
        'Diversion: "The Boss" <sip:+15550100@boss.example>;reason=unconditional',
        'History-Info: <sip:+15550100@boss.example>;index=1',
        'Contact-Name: The Boss',
        'Alert-Info: <http://boss.example/ring.wav>',
      ],
    });
    const { invite: shown } = scene.lines.ben.incoming.at(-1)!;
    expect(partyOf(shown.headers['from']![0]!)).toEqual({ name: 'Ann Lee', number: '1001' });
    expect(shown.raw).not.toMatch(/boss|15550100/i);
  });

  test('a stranger can’t tell who exists: known, unknown, foreign and revoked look alike', async () => {
    const { office, people, acme } = scene;
    const gone = await office.admin.device.create.mutate({
      tenantId: people.ann.user.tenantId,
      userId: people.ann.user.id,
      label: 'Lost phone',
    });
    await office.apply(people.ann.user.tenantId);
    await office.admin.device.revoke.mutate({ tenantId: people.ann.user.tenantId, id: gone.device.id });
    const names = [
      scene.endpoint('ann'),
      scene.endpoint('cleo'),
      gone.credentials.sipUsername,
      `${acme}-000000`,
      'nobody',
      '1001',
      'helper',
    ];
    for (const method of ['REGISTER', 'INVITE', 'SUBSCRIBE', 'MESSAGE', 'OPTIONS'])
      for (const guess of [undefined, 'a-wrong-secret']) {
        const looks = [];
        for (const sipUsername of names) {
          const asked: Asked = {
            ...invite,
            method,
            to: method === 'REGISTER' ? sipUsername : '1002',
            from: sipUsername,
            headers: [...invite.headers, 'Event: presence', 'Expires: 60'],
          };
          looks.push(
            look(
              (await ask(guess === undefined ? asked : { ...asked, credentials: { sipUsername, secret: guess } }))
                .final,
            ),
          );
        }
        expect(looks[0]).toMatch(/^401 .*realm="asterisk"/s);
        expect(new Set(looks), `${method} ${guess ?? 'without credentials'}`).toEqual(new Set([looks[0]]));
      }
  });

  test('an address that a trunk’s match covers gives nobody a phone’s rights, nor takes them away', async () => {
    const localAddress = '127.0.0.3';
    // The trunk itself is let in by its address: the match works.
    await ask({ ...invite, to: '666', from: 'greedy', localAddress });
    await expect.poll(() => scene.office.userEvents('Leaked').length).toBe(1);
    await scene.fresh();
    const unproven = await ask({ ...invite, to: '1002', from: scene.endpoint('ann'), localAddress });
    expect(unproven.final.code).toBe(401);
    expect(scene.damage()).toEqual(NOBODY);
    const line = await scene.office.line(scene.people.ann, { register: false, localAddress });
    expect(await line.invite({ dialled: '1002' })).toMatchObject({ code: 486, rang: true });
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });

  test('a SIP MESSAGE rings nobody and calls no help', async () => {
    for (const to of ['1002', '112', '1005', scene.endpoint('bea')]) {
      const { final } = await ask({
        method: 'MESSAGE',
        to,
        credentials: credentials('ann'),
        headers: ['Content-Type: text/plain'],
        body: 'hi',
      });
      // 202: taken, and looked at by the dialplan. A name may begin with a digit, as a number does.
      expect([to, final.code]).toEqual([
        to,
        /^\d+$/.test(to) ? 202 : expect.toSatisfy((code) => code === 202 || code === 404),
      ]);
    }
    await scene.office.marksTheEvents();
    expect(scene.damage()).toEqual(NOBODY);
    expect(scene.office.userEvents('ScEmergency')).toEqual([]);
  });

  test('requests outside any call place none, with credentials or without', async () => {
    for (const method of ['REFER', 'INFO', 'NOTIFY', 'PUBLISH', 'UPDATE'])
      for (const target of ['1002', '1005', 'Local%2F666%40leak', `PJSIP%2F${scene.endpoint('cleo')}`]) {
        const headers = [
          `Refer-To: <sip:${target}@127.0.0.1>`,
          'Event: presence',
          'Subscription-State: active',
          'Expires: 60',
        ];
        const { final } = await ask({ method, to: '1002', credentials: credentials('ann'), headers });
        expect([method, target, (final.code ?? 0) >= 400]).toEqual([method, target, true]);
      }
    await scene.office.marksTheEvents();
    expect(scene.damage()).toEqual(NOBODY);
  });

  test.each(['auto', 'off'] as const)(
    'a phone (NAT %s) that registers another company’s phone as its contact does not make it ring',
    async (nat) => {
      const { cleo } = scene.lines;
      const { tenantId, id } = scene.people.cal.user;
      const made = await scene.office.admin.device.create.mutate({ tenantId, userId: id, label: `NAT ${nat}`, nat });
      await scene.office.apply(tenantId);
      const line = await scene.office.line(made);
      const foreign = [
        cleo.contact,
        `sip:1005@127.0.0.1:${scene.office.asterisk.ports.sip}`,
        `sip:x@${cleo.contact.split('@')[1]}?Route=%3Csip:leak%3E`,
      ];
      for (const contact of foreign) {
        await line.register({ contact });
        await scene.fresh();
        const call = await scene.lines.ben.invite({ dialled: '1003' });
        const { rang, leaked } = scene.damage();
        expect([contact, rang.filter((name) => name !== 'cal'), leaked]).toEqual([contact, [], 0]);
        expect(call.code).toBeGreaterThanOrEqual(400);
      }
      await scene.office.admin.device.revoke.mutate({ tenantId, id: made.device.id });
    },
  );

  test('nobody watches another company’s phones, or their mailboxes', async () => {
    for (const event of ['dialog', 'presence', 'message-summary'])
      for (const to of [
        // Short numbers are one's own company's lamps (inside.lab: another's 1002 rings, and they stay dark).
        ...(event === 'message-summary' ? ['1005', '1002'] : []),
        scene.endpoint('bea'),
        scene.endpoint('cleo'),
        `1005%40sc-t-${scene.beta}`,
        `sc-t-${scene.beta}`,
      ]) {
        const accept =
          event === 'dialog'
            ? 'application/dialog-info+xml'
            : event === 'presence'
              ? 'application/pidf+xml'
              : 'application/simple-message-summary';
        const { final } = await ask({
          method: 'SUBSCRIBE',
          to,
          credentials: credentials('ann'),
          headers: [`Event: ${event}`, `Accept: ${accept}`, 'Expires: 60'],
        });
        expect([event, to, (final.code ?? 0) >= 400]).toEqual([event, to, true]);
      }
  });

  test('neither secret nor digest leaves the adapter that asks Asterisk', async () => {
    const { ann } = scene.people;
    const { sipUsername, secret } = ann.credentials!;
    const digest = createHash('md5').update(`${sipUsername}:asterisk:${secret}`).digest('hex');
    const rows = await scene.office.rows.read([sipUsername]);
    expect(JSON.stringify(rows)).toContain(digest); // it is what we look for
    const { ami } = scene.office;
    const said = [
      await ami.pjsipShowEndpoint(sipUsername),
      await ami.pjsipShowEndpoints(),
      await ami.send('PJSIPShowEndpoint', { Endpoint: sipUsername }),
      await ami.list('PJSIPShowEndpoint', { Endpoint: sipUsername }),
      await ami.list('PJSIPShowContacts'),
      await ami.list('PJSIPShowAors'),
    ];
    const { admin } = scene.office;
    const tenant = { tenantId: ann.user.tenantId };
    const views = [
      await admin.user.get.query({ ...tenant, id: ann.user.id }),
      await admin.device.list.query(tenant),
      await admin.device.live.query(tenant),
      await admin.applies.preview.query(tenant),
      await admin.applies.jobs.query(tenant),
      await admin.audit.list.query(tenant),
    ];
    const text =
      JSON.stringify([said, views, scene.office.heard]) + readFileSync(scene.office.asterisk.paths.fullLog, 'utf8');
    expect(text).toContain(sipUsername);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(digest);
  });
});

/** A refusal without what differs each time. */
function look({ code, reason, headers }: SipMessage): string {
  const challenge = (headers['www-authenticate'] ?? []).map((value) => value.replace(/(nonce|opaque)="[^"]*"/g, '$1'));
  return `${code} ${reason} ${challenge.join(' ')}\n${Object.keys(headers).join(' ')}`;
}
