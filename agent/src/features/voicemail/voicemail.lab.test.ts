import { copyFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generationFamily, greetingKey, pointerKey, type CreatedUser, type TenantTag } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byFirstName, openOffice, username, type Office } from '../../../../tests/calls/office.ts';
import type { Company } from '../../../../tests/lab/index.ts';
import type { Phone } from '../../../../tests/lab/phones/index.ts';
import { storesOr } from '../../../../tests/lab/runs.ts';
import { openDatabase } from '../../platform/database/index.ts';
import { mintPlatformScope, systemActor } from '../../rpc/index.ts';

/**
 * Stands in for the feature codes, and for the phone that dials them: the test says whose it is, since the agent sees to
 * the contexts of real ones.
 */
const code = (dialled: string, to: string) => `exten => ${dialled},1,Set(SC_T=\${DB(test/tag)})
 same => n,Set(SC_G=\${DB(sc/ptr/\${SC_T})})
 same => n,Set(SC_SELF=\${DB(test/self)})
 same => n,Goto(sc-messages,${to},1)
`;
const CODES = `
[test-codes]
${code('*97', 'own')}${code('*98', 'any')}`;
const PHONE = `
[tester]
type = endpoint
context = test-codes
disallow = all
allow = ulaw
auth = tester
[tester]
type = auth
auth_type = userpass
username = tester
password = tester-secret
`;

describe.each(storesOr('mariadb'))('voicemail, mailboxes in %s', (store) => {
  let office: Office;
  let acme: Company;
  let ann: CreatedUser;
  let bob: CreatedUser;
  let cleo: CreatedUser;
  beforeAll(async () => {
    office = await openOffice(store, { extensions: CODES, pjsip: PHONE });
    acme = await office.company('Acme', [
      { name: 'Ann Lee', voicemailEnabled: true, voicemailPin: '4711' },
      { name: 'Bob Lau', voicemailEnabled: true },
      'Cleo Fay',
    ]);
    ({ ann, bob, cleo } = byFirstName<'ann' | 'bob' | 'cleo'>(acme));
  });
  afterAll(() => office?.release());
  afterEach(() => office.everybodyLeaves());

  const tag = () => acme.tenant.tag as TenantTag;
  const boxOf = (id: string) => `${id}@vm-${tag()}`;
  const rows = async () => {
    const read = await office.rows.readMailboxes(tag());
    if (!read.ok) throw new Error(read.error.code);
    return read.value.map(({ name }) => name);
  };
  const folder = (id: string) => join(office.asterisk.paths.spool, 'voicemail', `vm-${tag()}`, id);
  const files = (id: string): string[] =>
    existsSync(folder(id)) ? readdirSync(folder(id), { recursive: true, encoding: 'utf8' }) : [];
  const inbox = (id: string) => files(id).filter((name) => /INBOX\/msg\d{4}\.wav$/.test(name));
  const waited = (within: number, ask: () => unknown, what = 'it did not come') =>
    expect.poll(ask, { timeout: within, interval: 50, message: what }).toBeTruthy();
  /** `context!extension!application!data` of each channel. By AMI: a console of its own each time would starve the agent. */
  const doing = async (): Promise<string> => {
    const channels = await office.ami.list('CoreShowChannels');
    const names = ['context', 'exten', 'application', 'applicationdata'];
    return (channels.ok ? channels.value : []).map((one) => names.map((name) => one[name]).join('!')).join('\n');
  };
  const inApplication = (what: RegExp) => waited(20_000, async () => what.test(await doing()), String(what));
  /** Two seconds of the caller's tone, in the box of whoever is called. */
  async function leavesMessage(from: Phone, extension: number, id: string) {
    const before = inbox(id).length;
    const call = await from.calls(String(extension));
    await call.answered();
    await waited(40_000, () =>
      files(id).some((name) => /tmp\/.*\.wav$/.test(name) && statSync(join(folder(id), name)).size > 32_000),
    );
    await call.hangUp();
    await waited(10_000, () => inbox(id).length > before);
  }
  /** A phone that dials codes, as if it were this person's. */
  async function codesOf(who: CreatedUser) {
    await office.ami.dbPut({ family: 'test', key: 'tag', value: tag() });
    await office.ami.dbPut({ family: 'test', key: 'self', value: username(who) });
    const credentials = {
      sipUsername: 'tester',
      secret: 'tester-secret',
      port: office.asterisk.ports.sip,
      transport: 'udp',
    };
    return { credentials: { ...ann.credentials!, ...credentials } as never };
  }
  const inTenant = <T extends object>(more: T) => ({ tenantId: acme.tenant.id, ...more });

  test('an apply brings a person’s mailbox and a general one, and the lamps of those who hear them', async () => {
    const { id } = await office.admin.flow.create.mutate(
      inTenant({
        name: 'Sales',
        extension: 1500 as never,
        settings: { kind: 'mailbox' as const, email: null, listeners: [bob.user.id] },
      }),
    );
    expect(await rows()).toEqual([ann.user.id, bob.user.id].map(boxOf).toSorted());
    const preview = await office.admin.applies.preview.query(inTenant({}));
    expect(JSON.stringify(preview)).toContain(boxOf(id));
    await office.apply(acme.tenant.id);
    expect(await rows()).toEqual([ann.user.id, bob.user.id, id].map(boxOf).toSorted());
    const phone = await office.rows.read([username(bob)]);
    expect(phone.ok && phone.value[0]?.endpoint.mailboxes).toBe([bob.user.id, id].map(boxOf).join());
    const pointer = await office.ami.dbGet(pointerKey(tag()));
    const family = generationFamily(tag(), Number(pointer.ok && pointer.value));
    expect(await office.ami.dbGet({ family, key: `u/${bob.user.id}/vm` })).toMatchObject({ value: '1' });
    expect(await office.ami.dbGet({ family, key: `u/${cleo.user.id}/vm` })).toMatchObject({ value: undefined });
    expect(await office.ami.dbGet({ family, key: `f/${id}/hear/${bob.user.id}` })).toMatchObject({ value: '1' });
  });

  test('a message is left with the agent stopped, and the phone that registers then sees its lamp (SC-015)', async () => {
    await office.agent.stop();
    const caller = await office.registered(cleo, { tone: 620 });
    await leavesMessage(caller, 1002, bob.user.id);
    const phone = await office.line(bob);
    const lamp = () =>
      phone.log.messages.some(({ method, body }) => method === 'NOTIFY' && /Messages-Waiting: yes/.test(body));
    await waited(10_000, lamp);
    await office.restartAgent();
  });

  test('*97: one’s own messages are heard from one’s own phone, without a PIN', async () => {
    const phone = await office.phone(await codesOf(bob));
    const call = await phone.calls('*97');
    await call.answered();
    await inApplication(new RegExp(`VoiceMailMain!${boxOf(bob.user.id)},s`));
    await call.sendsDtmf('1');
    await call.hears(620, { within: 40_000 });
    await call.hangUp();
  });

  test('*97 from the phone of somebody without a mailbox is refused', async () => {
    const phone = await office.line(await codesOf(cleo), { register: false });
    expect(await phone.invite({ dialled: '*97' })).toMatchObject({ code: 480 });
  });

  describe('*98: a box by its extension and PIN', () => {
    const asks = async (digits: string) => {
      const phone = await office.phone(await codesOf(cleo));
      const call = await phone.calls('*98');
      await call.answered();
      for (const [place, one] of digits.split(' ').entries()) {
        await inApplication(place % 2 === 0 ? /sc-messages-ask!box!Read!/ : /sc-messages-pin!ask!Read!/);
        await call.sendsDtmf(one);
      }
      return call;
    };
    test('set when the person was made: the right one opens it', async () => {
      const call = await asks('1001# 4711#');
      await inApplication(new RegExp(`VoiceMailMain!${boxOf(ann.user.id)},s`));
      await call.hangUp();
    });
    test('changed by an admin: the new one counts at once, and nobody reads it (FR-033, FR-035)', async () => {
      await office.admin.voicemail.setPin.mutate(inTenant({ id: ann.user.id, pin: '9182' }));
      const call = await asks('1001# 9182#');
      await inApplication(new RegExp(`VoiceMailMain!${boxOf(ann.user.id)},s`));
      await call.hangUp();
      const database = openDatabase(office.options.databaseUrl);
      const scope = mintPlatformScope(systemActor('test'));
      const kept = await database.read(scope, async ({ db }) => ({
        users: await db.selectFrom('users').select(['id', 'voicemail_pin_hash as hash']).execute(),
        audit: await db.selectFrom('audit').selectAll().where('action', '=', 'user.set-pin').execute(),
      }));
      await database.close();
      expect(kept.users.find(({ id }) => id === ann.user.id)?.hash).toMatch(/^\$argon2id\$/);
      expect(kept.audit).toHaveLength(1);
      expect(JSON.stringify(kept.audit)).not.toMatch(/9182|argon2/);
    });
    test('a wrong one, a box without one, an extension of nobody: nobody hears anything, and the call ends', async () => {
      const call = await asks('1001# 1111# 1002# 4711# 1999# 4711#');
      await call.ended({ within: 40_000 });
      expect(await doing()).not.toContain('VoiceMailMain');
    });
    test('a general box has none: whoever may hear it does', async () => {
      const { rows: flows } = await office.admin.flow.list.query(inTenant({ kind: 'mailbox' as const }));
      const phone = await office.phone(await codesOf(bob));
      const call = await phone.calls('*98');
      await call.answered();
      await inApplication(/sc-messages-ask!box!Read!/);
      await call.sendsDtmf('1500#');
      await inApplication(new RegExp(`VoiceMailMain!${boxOf(flows[0]!.id)},s`));
      await call.hangUp();
    });
    test('with the agent stopped the caller is told to try later', async () => {
      await office.agent.stop();
      const call = await asks('1001# 9182#');
      await inApplication(/please-try-call-later/);
      await call.ended({ within: 20_000 });
      await office.restartAgent();
    });
  });

  test('a greeting that was recorded at the phone is said to the core', async () => {
    const of = bob.user.id;
    copyFileSync(
      join(folder(of), inbox(of)[0] ?? `Old/${readdirSync(join(folder(of), 'Old'))[0]}`),
      join(folder(of), 'unavail.wav'),
    );
    const phone = await office.phone(await codesOf(bob));
    const call = await phone.calls('*97');
    await call.answered();
    await inApplication(/VoiceMailMain/);
    await call.hangUp();
    await waited(10_000, async () => {
      const key = await office.ami.dbGet(greetingKey(tag(), of));
      return key.ok && key.value === 'own';
    });
  });

  test('without voicemail the row goes with the next apply, and the messages stay', async () => {
    const { user } = await office.admin.user.get.query(inTenant({ id: bob.user.id }));
    const kept = files(bob.user.id).filter((name) => name.endsWith('.wav'));
    expect(kept.length).toBeGreaterThan(0);
    await office.admin.user.update.mutate(inTenant({ id: user.id, revision: user.revision, voicemailEnabled: false }));
    expect(await rows()).toContain(boxOf(user.id));
    await office.apply(acme.tenant.id);
    expect(await rows()).not.toContain(boxOf(user.id));
    expect(files(user.id).filter((name) => name.endsWith('.wav'))).toEqual(kept);
    const phone = await office.line(bob);
    phone.answersCallsWith({ say: 'refuse', code: 486 });
    expect(await (await office.line(ann)).invite({ dialled: '1002' })).toMatchObject({ code: 486 });
  });
});
