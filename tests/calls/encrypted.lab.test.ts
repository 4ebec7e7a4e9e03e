import { readFileSync } from 'node:fs';
import type { CreatedUser } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byFirstName, openOffice, type Office } from './office.ts';
import { storesOr } from '../lab/runs.ts';

/** A phone that speaks TLS and SRTP, a browser that speaks WSS and DTLS-SRTP, and a plain one. */
describe.each(storesOr('sqlite'))('encrypted phones, phones in %s', (store) => {
  let office: Office;
  let tess: CreatedUser, webby: CreatedUser, plain: CreatedUser;
  let ca: string;

  beforeAll(async () => {
    office = await openOffice(store);
    const device = (transport: 'tls' | 'wss') => ({ label: transport, transport });
    const company = await office.company('Acme', [
      { name: 'Tess Ray', device: device('tls') },
      { name: 'Webby Fox', device: device('wss') },
      'Plain Jo',
    ]);
    ({ tess, webby, plain } = byFirstName<'tess' | 'webby' | 'plain'>(company));
    ca = readFileSync(office.asterisk.tls.ca, 'utf8');
  });
  afterEach(() => office.everybodyLeaves());
  afterAll(() => office?.release());

  test('a TLS phone with SRTP and a browser over WSS call each other, and hear each other', async () => {
    const [desk, browser] = await Promise.all([
      office.registered(tess, { ca, tone: 440 }),
      office.registered(webby, { ca, tone: 800 }),
    ]);
    const out = await desk.calls('1002');
    const incoming = await browser.rings();
    expect(incoming.from).toEqual({ name: 'Tess Ray', number: '1001' });
    await incoming.answers();
    await out.answered();
    await Promise.all([desk.hears(800), browser.hears(440)]);
    expect(desk.log.messages.find((message) => message.method === 'INVITE')?.body).toMatch(
      /RTP\/SAVP [\s\S]*a=crypto:/,
    );
    expect(incoming.invite.body).toMatch(/UDP\/TLS\/RTP\/SAVPF/);
    await out.hangUp();
    await incoming.ended();

    const back = await browser.calls('1001');
    const onDesk = await desk.rings();
    expect(onDesk.from).toEqual({ name: 'Webby Fox', number: '1002' });
    await onDesk.answers();
    await back.answered();
    await Promise.all([desk.hears(800), browser.hears(440)]);
    await back.hangUp();
  });

  test('an encrypted phone and a plain one, too; the plain one is never asked to encrypt', async () => {
    const [desk, jo] = await Promise.all([
      office.registered(tess, { ca, tone: 440 }),
      office.registered(plain, { tone: 620 }),
    ]);
    const call = await desk.calls('1003');
    const incoming = await jo.rings();
    await incoming.answers();
    await call.answered();
    await Promise.all([desk.hears(620), jo.hears(440)]);
    expect(incoming.invite.body).toMatch(/m=audio \d+ RTP\/AVP /);
    await call.hangUp();
  });

  test('a phone that is to encrypt its voice and does not is refused', async () => {
    const careless = await office.phone(tess, { ca, media: 'none' });
    await careless.registers();
    await office.registered(plain);
    expect((await (await careless.calls('1003')).ended()).code).toBe(488);
  });

  test('a wrong secret is refused on both', async () => {
    const wrong = { secret: 'not-the-right-one', ca };
    const [desk, browser] = await Promise.all([office.phone(tess, wrong), office.phone(webby, wrong)]);
    expect([(await desk.isRefused()).code, (await browser.isRefused()).code]).toEqual([401, 401]);
  });
});
