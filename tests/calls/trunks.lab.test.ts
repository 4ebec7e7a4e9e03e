import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { trunkName, type DidId, type E164, type TenantId, type TrunkView } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../agent/src/platform/database/index.ts';
import { newId } from '../../agent/src/platform/random/index.ts';
import { mintPlatformScope, systemActor } from '../../agent/src/rpc/index.ts';
import { failureOf, labAgent, type AgentClient, type Company, type LabAgent } from '../lab/index.ts';
import { carrier, rawLine, type Carrier, type RawLine } from '../lab/phones/index.ts';

/*
 * Trunks (FR-021, FR-022, US5, US8) from the model to calls, on a real Asterisk: a carrier that takes registrations at
 * 127.0.0.2, one that is known by its address at 127.0.0.3, and strangers.
 */
const SECRETS = [
  'box-password-Xy7;^',
  'acme-password-Qw3',
  'beta-password-Rt9',
  'wrong-password-Zz1',
  'later-password-Mm4',
];
const [BOX, ACME, BETA, WRONG, LATER] = SECRETS as [string, string, string, string, string];
const ANN = '+4930111111';
const BEN = '+4930222222';
const inbound = {
  where: 'request-uri' as const,
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  bare: 'e164' as const,
};
const soon = { timeout: 20_000, interval: 50 };

let lab: LabAgent;
let registering: Carrier;
let known: Carrier;
let acme: Company;
let beta: Company;
let ann: RawLine;
let ben: RawLine;

beforeAll(async () => {
  lab = await labAgent({ realtime: 'sqlite' });
  const server = { host: '127.0.0.1', port: lab.asterisk.ports.sip };
  registering = await carrier({
    server,
    address: '127.0.0.2',
    accounts: [
      { username: 'box1', secret: BOX },
      { username: 'acme1', secret: ACME },
      { username: 'acme1', secret: LATER },
      { username: 'beta1', secret: BETA },
    ],
  });
  known = await carrier({ server, address: '127.0.0.3' });
  acme = await lab.company('Acme', ['Ann']);
  beta = await lab.company('Beta', ['Ben']);
  await giveNumber(acme, ANN);
  await giveNumber(beta, BEN);
  await lab.apply(acme.tenant.id);
  await lab.apply(beta.tenant.id);
  ann = await phoneOf(acme);
  ben = await phoneOf(beta);
});
afterAll(async () => {
  for (const line of [ann, ben, registering, known]) await line?.close();
  await lab?.release();
});

async function phoneOf({ people }: Company): Promise<RawLine> {
  const credentials = people[0]!.credentials!;
  const line = await rawLine({
    server: { host: '127.0.0.1', port: lab.asterisk.ports.sip },
    username: credentials.sipUsername,
    secret: credentials.secret,
  });
  expect((await line.register()).code).toBe(200);
  return line;
}

/** The inventory has rooms of its own; here a number is just there. */
async function giveNumber({ tenant, people }: Company, number: string): Promise<void> {
  const database = openDatabase(lab.options.databaseUrl);
  await database.inPlatform(mintPlatformScope(systemActor('test')), async ({ db }) => {
    await db
      .insertInto('dids')
      .values({
        id: newId<DidId>(),
        box_id: tenant.boxId,
        number: number as E164,
        tenant_id: tenant.id,
        target_user_id: people[0]!.user.id,
      })
      .execute();
  });
  await database.close();
}

async function applyBox(): Promise<void> {
  let job = await lab.admin.applies.startBox.mutate({});
  while (job.status === 'PENDING' || job.status === 'RUNNING') {
    await new Promise((resolve) => setTimeout(resolve, 20));
    job = await lab.admin.applies.boxJob.query({ id: job.id });
  }
  expect(job.status, JSON.stringify(job.error)).toBe('SUCCESS');
}
const registration = (name: string, username: string, secret: string) => ({
  kind: 'registration' as const,
  name,
  host: registering.address,
  port: registering.port,
  allowPrivate: true,
  username,
  secret,
  inbound,
});
const liveOf = async ({ id }: Pick<TrunkView, 'id'>) =>
  (await lab.admin.trunk.liveAll.query()).trunks.find(({ trunkId }) => trunkId === id);
/** A call in by the registered contact, with the number where its user part was, as most carriers do. */
const callBy = async (username: string, number: string) => {
  const contact = await registering.registered(username);
  return registering.calls(number, { from: '+49891', requestUri: contact.replace(/sip:[^@]*@/, `sip:${number}@`) });
};
const rung = (line: RawLine): number => line.incoming.length;

let box: TrunkView;
let own: TrunkView;

describe('a trunk by registration', () => {
  test('is pending, registers once it is applied, and shows as registered and reachable (US8)', async () => {
    box = await lab.admin.trunk.createAny.mutate({ inTenant: null, ...registration('Main carrier', 'box1', BOX) });
    expect(box).toMatchObject({ pending: 'new', tenantId: null, hasCredentials: true });
    expect((await liveOf(box))?.registration).toBe('absent');
    await applyBox();
    await registering.registered('box1');
    await expect.poll(async () => (await liveOf(box))?.registration, soon).toBe('registered');
    // Not at the random moment at which Asterisk would ask.
    await lab.asterisk.cli(`pjsip qualify ${trunkName(box.id)}`);
    await expect.poll(async () => (await liveOf(box))?.reachable, soon).toBe('reachable');
    expect((await lab.admin.trunk.listAll.query()).rows[0]).toMatchObject({ id: box.id, pending: 'none' });
  });

  test.each(['+4930111111', '4930111111', '030111111', '004930111111'])(
    'brings a call to %s to the phone',
    async (number) => {
      const before = rung(ann);
      const call = await callBy('box1', number);
      expect(call.code).toBe(200);
      expect(rung(ann)).toBe(before + 1);
      await call.dialog?.hangUp();
    },
  );

  test('reads the number from To where our contact itself was called', async () => {
    const contact = await registering.registered('box1');
    const before = rung(ben);
    const call = await registering.calls(BEN, { from: '+49891', requestUri: contact });
    expect(call.code).toBe(200);
    expect(rung(ben)).toBe(before + 1);
    await call.dialog?.hangUp();
  });

  test.each(['112', '0', '+49301x1', 'number', '+493011111111111111111'])('refuses a call to %j', async (number) => {
    const before = rung(ann) + rung(ben);
    expect((await callBy('box1', number)).code).toBeGreaterThanOrEqual(400);
    expect(rung(ann) + rung(ben)).toBe(before);
  });
});

describe('a tenant’s own trunk (FR-022)', () => {
  test('is told apart from another at the same carrier, and reaches that tenant’s numbers alone', async () => {
    own = await lab.admin.trunk.createAny.mutate({
      inTenant: acme.tenant.id,
      ...registration('Acme line', 'acme1', ACME),
    });
    await lab.apply(acme.tenant.id);
    const before = [rung(ann), rung(ben)];
    const toOwn = await callBy('acme1', ANN);
    expect(toOwn.code).toBe(200);
    await toOwn.dialog?.hangUp();
    expect((await callBy('acme1', BEN)).code).toBe(404);
    const byBox = await callBy('box1', BEN);
    expect(byBox.code).toBe(200);
    await byBox.dialog?.hangUp();
    expect([rung(ann), rung(ben)]).toEqual([before[0]! + 1, before[1]! + 1]);
  });

  test('is seen by its own admin, who sees the box’s without its user name, and not the neighbour’s', async () => {
    const [acmes, betas] = [await adminOf(acme), await adminOf(beta)];
    const seen = (await acmes.trunk.list.query({ tenantId: acme.tenant.id })).rows;
    expect(new Map(seen.map(({ name, username }) => [name, username]))).toEqual(
      new Map([
        ['Acme line', 'acme1'],
        ['Main carrier', null],
      ]),
    );
    expect((await betas.trunk.list.query({ tenantId: beta.tenant.id })).rows.map(({ name }) => name)).toEqual([
      'Main carrier',
    ]);
    const { id, revision } = box;
    expect(
      await failureOf(acmes.trunk.update.mutate({ tenantId: acme.tenant.id, id, revision, name: 'Mine' })),
    ).toEqual({
      code: 'trunk.platform-only',
      name: 'Main carrier',
    });
    expect(await failureOf(betas.trunk.delete.mutate({ tenantId: beta.tenant.id, id: own.id }))).toMatchObject({
      code: 'trunk.not-found',
    });
    // SECURITY: what the platform let into a private network, the tenant can't lead elsewhere in there.
    const moved = { tenantId: acme.tenant.id, id: own.id, revision: own.revision, host: '127.0.0.9' };
    expect(await failureOf(acmes.trunk.update.mutate(moved))).toEqual({
      code: 'trunk.platform-only',
      name: 'Acme line',
    });
    const wish = { name: 'Inside', host: '10.0.0.5', username: 'x', secret: 'y', inbound };
    expect(await failureOf(acmes.trunk.create.mutate({ tenantId: acme.tenant.id, ...wish }))).toMatchObject({
      code: 'trunk.private-address',
    });
  });

  test('changes without touching another’s registration or a call in progress', async () => {
    const call = await callBy('box1', BEN);
    expect(call.code).toBe(200);
    const registered = registering.registrar.registrations.get('box1');
    const { rows } = await lab.admin.trunk.listAll.query();
    const { revision } = rows.find(({ id }) => id === own.id)!;
    await lab.admin.trunk.updateAny.mutate({ id: own.id, revision, codecs: ['ulaw'] });
    await lab.apply(acme.tenant.id);
    expect(registering.registrar.registrations.get('box1')).toBe(registered);
    expect((await liveOf(box))?.calls).toBe(1);
    expect((await call.dialog!.hangUp()).code).toBe(200);
  });

  test('shows as rejected with a wrong password, and registers with the right one', async () => {
    const change = async (secret: string) => {
      const { rows } = await lab.admin.trunk.listAll.query();
      const { id, revision } = rows.find((one) => one.id === own.id)!;
      const updated = await lab.admin.trunk.updateAny.mutate({ id, revision, secret });
      expect(updated.pending).toBe('changed');
      await lab.apply(acme.tenant.id);
    };
    await change(WRONG);
    await expect.poll(async () => (await liveOf(own))?.registration, soon).toBe('rejected');
    expect(registering.registrar.refused).toBeGreaterThan(0);
    await change(LATER);
    await expect.poll(async () => (await liveOf(own))?.registration, soon).toBe('registered');
  });
});

describe('a trunk by address', () => {
  test('is known by it; strangers, and whoever writes its name into From, are refused', async () => {
    const trunk = await lab.admin.trunk.createAny.mutate({
      inTenant: null,
      kind: 'ip',
      name: 'Peering',
      host: known.address,
      port: known.port,
      matchAddresses: ['127.0.0.3'],
      allowPrivate: true,
      inbound: { ...inbound, where: 'to', bare: 'national' },
    });
    const shown = await (await adminOf(acme)).trunk.list.query({ tenantId: acme.tenant.id });
    expect(shown.rows.find(({ id }) => id === trunk.id)).toMatchObject({ name: 'Peering', matchAddresses: [] });
    expect((await known.calls('30111111', { from: '+49891' })).code).toBe(401);
    await applyBox();
    const call = await known.calls('30111111', { from: '+49891' });
    expect(call.code).toBe(200);
    await call.dialog?.hangUp();
    const stranger = await carrier({
      server: { host: '127.0.0.1', port: lab.asterisk.ports.sip },
      address: '127.0.0.4',
    });
    const before = rung(ann);
    for (const from of ['+49891', `sct-${trunk.id}`]) expect((await stranger.calls(ANN, { from })).code).toBe(401);
    expect(rung(ann)).toBe(before);
    await stranger.close();
    // Asked by Asterisk itself, at a random moment within the first qualify period, 30 s.
    await expect
      .poll(async () => (await liveOf(trunk))?.reachable, { timeout: 60_000, interval: 250 })
      .toBe('reachable');
    expect(await liveOf(trunk)).toMatchObject({ registration: null });
  });

  test('can’t share an address with another: the refusal names it', async () => {
    const wish = { inTenant: null, kind: 'ip' as const, name: 'Twin', host: '127.0.0.3', port: 5999, inbound };
    expect(
      await failureOf(
        lab.admin.trunk.createAny.mutate({ ...wish, matchAddresses: ['127.0.0.0/29'], allowPrivate: true }),
      ),
    ).toEqual({ code: 'trunk.match-overlaps', address: '127.0.0.0/29', other: '127.0.0.3', name: 'Peering' });
    const nobodys = newId<TenantId>();
    expect(
      await failureOf(lab.admin.trunk.createAny.mutate({ ...wish, kind: 'registration', inTenant: nobodys })),
    ).toEqual({ code: 'tenant.not-found', id: nobodys });
    expect(await failureOf(lab.admin.trunk.createAny.mutate({ ...wish, matchAddresses: ['10.0.0.1'] }))).toMatchObject({
      code: 'trunk.private-address',
    });
  });
});

test('no password of a carrier is in a file, a log, a record, a job, a preview or a view', async () => {
  const { tenantId } = { tenantId: acme.tenant.id };
  const { rows } = await lab.admin.trunk.listAll.query();
  const { id, revision } = rows.find((one) => one.id === own.id)!;
  await lab.admin.trunk.updateAny.mutate({ id, revision, secret: BETA, username: 'beta1' });
  const said = JSON.stringify([
    await lab.admin.applies.preview.query({ tenantId }),
    await lab.admin.audit.list.query({ tenantId, limit: 200 }),
    await lab.admin.applies.allJobs.query({ limit: 200 }),
    await lab.admin.trunk.listAll.query(),
    await lab.admin.history.generations.query({ tenantId, limit: 200 }),
  ]);
  await lab.apply(tenantId);
  const files = [lab.asterisk.paths.etc, lab.options.stateDir, lab.asterisk.paths.log].flatMap(filesBelow);
  expect(files.some((path) => path.endsWith('pjsip.d/synergycall/trunks.conf'))).toBe(true);
  expect(files.some((path) => path.endsWith('full.log'))).toBe(true);
  for (const secret of SECRETS) {
    expect(said).not.toContain(secret);
    expect(files.filter((path) => contentOf(path).includes(secret))).toEqual([]);
  }
});

test('what is removed unregisters, is no longer loaded, and leaves no credentials', async () => {
  await registering.registered('beta1');
  await lab.admin.trunk.deleteAny.mutate({ id: own.id });
  await lab.apply(acme.tenant.id);
  await registering.until(() => (registering.registrar.contacts.has('beta1') ? undefined : true), {
    within: 15_000,
    sentence: 'it stays registered',
  });
  if (lab.asterisk.realtime.kind !== 'sqlite') throw new Error('this scene runs on SQLite');
  const rows = new Database(lab.asterisk.realtime.file, { readonly: true });
  // One version of the one trunk that is left with a password.
  expect(rows.prepare("select id from ps_auths where id like 'sct-%'").all()).toEqual([{ id: `sct-${box.id}-1` }]);
  rows.close();
});

/** Asterisk and the agent are at work: a file may vanish between the list and the look. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

let admins = 0;
async function adminOf({ tenant }: Company): Promise<AgentClient> {
  const login = { email: `admin${(admins += 1)}@example.com`, password: 'kelp-lantern-orbit-42' };
  await lab.admin.account.create.mutate({ tenantId: tenant.id, name: 'Admin', role: 'tenant_admin', ...login });
  return lab.signIn(login.email, login.password);
}
