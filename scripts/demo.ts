/**
 * `npm start -- --demo`: two small companies with the same numbers, two registered phones each, and one call told as it
 * happens. Everything goes over the agent's own HTTPS API, as any client's would.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent as HttpsAgent } from 'node:https';
import { createTRPCClient, httpLink, TRPCClientError, type TRPCClient } from '@trpc/client';
import type { DeviceCredentials, JobView, TenantView, UserView } from '@synergycall/domain';
import type { Demo, DemoOptions } from '../agent/src/cli/demo.ts';
import type { AppRouter } from '../agent/src/router.ts';
import { overHttps } from '@synergycall/client';
import { installPackages } from '../tests/lab/install.ts';
import { phone, type Phone } from '../tests/lab/phones/index.ts';

const COMPANIES = [
  { name: 'Acme', people: ['Ann Lee', 'Ben Ode'] },
  { name: 'Beta', people: ['Cleo Ray', 'Dan Fox'] },
] as const;
const ADMIN = { name: 'Demo Admin', email: 'admin@demo.example' };
const PERSON = { name: 'Ann Lee', email: 'ann.lee@acme.example' };

/** SECURITY: passwords of the demo's own accounts, which rule nothing but what this box holds. */
interface Logins {
  readonly admin: string;
  readonly person: string;
}
interface Company {
  readonly tenant: TenantView;
  readonly people: readonly { readonly user: UserView; readonly credentials: DeviceCredentials }[];
}
type Client = TRPCClient<AppRouter>;

/** Plays once and leaves the phones registered. Throws a sentence when the box belongs to somebody else's accounts. */
export async function playDemo({ agent, host, ca, keep, say }: DemoOptions): Promise<Demo> {
  const https = new HttpsAgent({ ca, keepAlive: true });
  const url = `https://${host === '0.0.0.0' ? '127.0.0.1' : host}:${agent.httpsPort}/trpc`;
  const client = (token?: string): Client =>
    createTRPCClient<AppRouter>({
      links: [httpLink({ url, fetch: overHttps(https), headers: token ? { authorization: `Bearer ${token}` } : {} })],
    });
  const phones: Phone[] = [];
  const stop = async (): Promise<void> => {
    https.destroy();
    await Promise.all(phones.splice(0).map((one) => one.leaves()));
  };
  try {
    say('\nDemo          two companies, each with its own 1001 and 1002');
    const logins = readLogins(keep);
    const { admin, made } = await signIn(client, { code: agent.bootstrapCode, logins, keep });
    const companies: Company[] = [];
    for (const { name, people } of COMPANIES) companies.push(await company(admin, { name, people }));
    for (const { tenant, people } of companies)
      say(`  ${tenant.name.padEnd(11)} ${people.map(({ user }) => `${user.name} ${user.extension ?? ''}`).join(', ')}`);
    await portalLogin(admin, companies[0], made.person);
    tellLogins(say, { made, fresh: logins === undefined, keep });
    if (agent.core !== 'live') {
      say(`  No call is played: ${agent.core.problem}. The companies wait to be applied.`);
      return { stop };
    }
    for (const { tenant } of companies) await apply(admin, tenant);
    say('  Both companies are applied: Asterisk knows them now.');
    const lacks = await installPackages(['baresip'], (line) => say(`  ${line}`));
    if (lacks.length > 0) {
      say(`  No call is played: ${lacks.join('; ')}. Any SIP phone can register instead.`);
      return { stop };
    }
    await tellCall(companies, phones, say);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first admin of a fresh box, or the demo's own admin of an earlier start. */
async function signIn(
  client: (token?: string) => Client,
  at: { code: string | undefined; logins: Logins | undefined; keep: string },
): Promise<{ admin: Client; made: Logins }> {
  if (at.code !== undefined) {
    const made = { admin: password(), person: password() };
    // Before the account exists: a demo cut in between could not sign in any more.
    writeFileSync(at.keep, JSON.stringify(made), { mode: 0o600 });
    const { token } = await client().auth.bootstrap.mutate({ ...ADMIN, password: made.admin, code: at.code });
    return { admin: client(token ?? ''), made };
  }
  if (!at.logins)
    throw new Error(
      'the demo makes the first admin itself, and this box has one already. Give the demo a folder of its own: npm start -- --demo --state .synergycall-demo',
    );
  const { token } = await client()
    .auth.signIn.mutate({ email: ADMIN.email, password: at.logins.admin, client: 'api' })
    .catch((error: unknown) => {
      if (codeOf(error) !== 'auth.wrong-credentials') throw error;
      throw new Error(`${at.keep} no longer opens the demo's account ${ADMIN.email}`, { cause: error });
    });
  return { admin: client(token ?? ''), made: at.logins };
}

/** The company as it is, or made. Phones need their secrets, which are never shown twice: old ones are made anew. */
async function company(admin: Client, { name, people }: { name: string; people: readonly string[] }): Promise<Company> {
  const { rows } = await admin.tenant.list.query();
  const tenant = rows.find((row) => row.name === name) ?? (await admin.tenant.create.mutate({ name }));
  const tenantId = tenant.id;
  const found = await admin.user.list.query({ tenantId, status: 'active' });
  const ready: { user: UserView; credentials: DeviceCredentials }[] = [];
  for (const person of people) {
    const known = found.rows.find((user) => user.name === person);
    if (!known) {
      const email = `${person.toLowerCase().replace(' ', '.')}@${name.toLowerCase()}.example`;
      const { user, credentials } = await admin.user.create.mutate({ tenantId, name: person, email });
      if (credentials) ready.push({ user, credentials });
      continue;
    }
    const { rows: devices } = await admin.device.list.query({ tenantId, userId: known.id });
    const device = devices.find((one) => one.enabled && one.revokedAt === null && one.transport === 'udp');
    const { credentials } = device
      ? await admin.device.resetSecret.mutate({ tenantId, id: device.id })
      : await admin.device.create.mutate({ tenantId, userId: known.id, label: 'Desk phone' });
    ready.push({ user: known, credentials });
  }
  return { tenant, people: ready };
}

async function portalLogin(admin: Client, where: Company | undefined, secret: string): Promise<void> {
  const person = where?.people.find(({ user }) => user.name === PERSON.name);
  if (!where || !person) return;
  const wish = { tenantId: where.tenant.id, ...PERSON, role: 'end_user' as const, userId: person.user.id };
  await admin.account.create.mutate({ ...wish, password: secret }).catch((error: unknown) => {
    if (codeOf(error) !== 'account.email-taken') throw error;
  });
}

function tellLogins(say: DemoOptions['say'], { made, fresh, keep }: { made: Logins; fresh: boolean; keep: string }) {
  if (!fresh) return say(`  Logins      ${ADMIN.email} and ${PERSON.email}, as before (kept in ${keep})`);
  // SECURITY: shown once, to the person at this terminal.
  say(`  Admin       ${ADMIN.email.padEnd(24)} password ${made.admin}   (desktop)`);
  say(`  Ann Lee     ${PERSON.email.padEnd(24)} password ${made.person}   (portal)`);
  return undefined;
}

async function apply(admin: Client, { id: tenantId, name }: TenantView): Promise<void> {
  const { count } = await admin.applies.pending.query({ tenantId });
  if (count === 0) return;
  let job: JobView = await admin.applies.start.mutate({ tenantId, reason: 'demo' });
  while (job.status === 'PENDING' || job.status === 'RUNNING') {
    await pause(50);
    job = await admin.applies.job.query({ tenantId, id: job.id });
  }
  if (job.status !== 'SUCCESS')
    throw new Error(`${name} was not applied (${job.status}): ${job.error?.detail ?? ''} ${job.error?.remedy ?? ''}`);
}

/** Phones of everybody; Ann calls 1002 and reaches Ben of her own company, while Beta's 1002 stays silent. */
async function tellCall(companies: readonly Company[], phones: Phone[], say: DemoOptions['say']): Promise<void> {
  const started = performance.now();
  const at = (line: string) => say(`  ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  say('\nA call');
  const everybody = companies.flatMap(({ people }) => people);
  for (const [n, { user, credentials }] of everybody.entries())
    phones.push(
      await phone({
        username: credentials.sipUsername,
        secret: credentials.secret,
        server: { host: credentials.server, port: credentials.port },
        name: user.name,
        tone: TONES[n] ?? 440,
      }),
    );
  await Promise.all(phones.map((one) => one.registers()));
  const [ann, ben, , dan] = phones;
  if (!ann || !ben || !dan) return;
  at('Four phones are registered: 1001 and 1002 of Acme, 1001 and 1002 of Beta');
  const call = await ann.calls('1002');
  at('Ann Lee (1001 of Acme) dials 1002');
  const incoming = await ben.rings();
  at(`Ben Ode's phone rings, showing "${incoming.from.name}" ${incoming.from.number}`);
  // For people who watch the status in the desktop or the portal.
  await pause(1_500);
  await incoming.answers();
  await call.answered();
  at('Ben Ode answers');
  await Promise.all([ann.hears(TONES[1]), ben.hears(TONES[0])]);
  at('They hear each other');
  await pause(3_000);
  await call.hangUp();
  await Promise.all([call.ended(), incoming.ended()]);
  at('Ann Lee hangs up; both phones are free again');
  await dan.staysSilent(500);
  at("Beta's 1002 (Dan Fox) did not ring: each company has its own numbers");
  say('\nThe four phones stay registered until Ctrl-C: look at them in the desktop and in the portal.');
}
const TONES = [440, 620, 880, 1040] as const;

function readLogins(file: string): Logins | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Logins) : undefined;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const password = (): string => randomBytes(12).toString('base64url');

const codeOf = (error: unknown): string | undefined =>
  error instanceof TRPCClientError ? (error.data as { failure?: { code: string } } | null)?.failure?.code : undefined;
