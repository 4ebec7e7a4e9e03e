import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overHttps } from '@synergycall/client';
import { openSockets } from '../../agent/src/server/open-sockets.ts';
import { labAgent, type Company, type LabAgent } from '../lab/index.ts';
import { terminal, type Terminal } from './terminal.ts';
import { longRun } from '../lab/runs.ts';

let lab: LabAgent;
let acme: Company;
let shell: Terminal;

beforeAll(async () => {
  lab = await labAgent({ realtime: 'sqlite' });
  acme = await lab.company('Acme', ['Ann Lee', 'Ben Ode'], { apply: false });
  shell = terminal();
});
afterAll(async () => {
  shell.remove();
  await lab.release();
});

const rename = async (name: string) => {
  const { id: tenantId } = acme.tenant;
  const { user } = acme.people[0]!;
  const { user: now } = await lab.admin.user.get.query({ tenantId, id: user.id });
  await lab.admin.user.update.mutate({ tenantId, id: user.id, revision: now.revision, name });
};

describe('signing in', () => {
  test('nothing is sent to an authority that is not the named one', async () => {
    const ran = await shell.run(`login ${lab.url} --email ${lab.adminLogin.email} --fingerprint AA:BB`, [
      lab.adminLogin.password,
    ]);
    expect(ran).toMatchObject({ exit: 6 });
    expect(ran.err).toContain('Nothing was sent');
  });

  test('without a session every command says how to get one', async () =>
    expect(await shell.run('diff')).toMatchObject({ exit: 6, err: expect.stringContaining('synergycall login') }));

  test('the fingerprint is compared, the password is asked for, and only the token is kept, for the owner alone', async () => {
    const { email, password } = lab.adminLogin;
    const wrong = await shell.run(`login ${lab.url} --email ${email}`, ['yes', 'not it']);
    expect(wrong).toMatchObject({ exit: 7, err: expect.stringContaining('E-mail or password is wrong') });
    const ran = await shell.run(`login ${lab.url}`, ['yes', email, password]);
    expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining(`as ${email}`) });
    const file = join(shell.home, 'session.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8') + ran.out + ran.err).not.toContain(password);
  });
});

describe('diff, apply, history', () => {
  test('diff says object by object what is pending, and its exit code that there is something', async () => {
    const ran = await shell.run('diff');
    expect(ran.exit).toBe(1);
    expect(ran.out).toContain('Ann Lee');
    expect(ran.out).toContain('1001');
    const text = await shell.run('diff --text');
    expect(text.out).toMatch(/\[secret\]/);
  });

  test('apply makes it live and tells every step; then nothing is pending, and applying again is no failure', async () => {
    const ran = await shell.run('apply --reason "first one"');
    expect(ran).toMatchObject({ exit: 0, out: expect.stringMatching(/✓ Verify/) });
    expect(await shell.run('diff')).toMatchObject({ exit: 0, out: expect.stringContaining('Nothing is pending') });
    expect(await shell.run('apply')).toMatchObject({ exit: 0, out: expect.stringContaining('Nothing is pending') });
  });

  test('history lists it with its reason, as text and as JSON; one job shows its changes', async () => {
    const text = await shell.run('history');
    expect(text.out).toContain('first one');
    const { rows } = (await shell.run('history --json')).json<{ rows: { id: string; status: string }[] }>();
    expect(rows).toMatchObject([{ status: 'SUCCESS' }]);
    expect((await shell.run(`history ${rows[0]!.id}`)).out).toContain('Ben Ode');
  });

  test('two versions are compared', async () => {
    await rename('Ann Bell');
    await shell.run('apply');
    const { rows } = (await shell.run('history --json')).json<{ rows: { generation: number }[] }>();
    const [now, before] = rows.map((row) => row.generation);
    const ran = await shell.run(`diff --from ${before} --to ${now}`);
    expect(ran).toMatchObject({ exit: 1, out: expect.stringContaining('Ann Bell') });
  });
});

describe('restore', () => {
  test('an earlier version is shown, brought back as pending, and applied', async () => {
    const { rows } = (await shell.run('history --json')).json<{ rows: { generation: number }[] }>();
    const first = rows.at(-1)!.generation;
    const plan = await shell.run(`restore ${first} --dry-run`);
    expect(plan).toMatchObject({ exit: 1, out: expect.stringContaining('Ann Lee') });
    expect(await shell.run('diff')).toMatchObject({ exit: 0 });
    expect(await shell.run(`restore ${first}`, ['no'])).toMatchObject({
      exit: 0,
      err: expect.stringContaining('Nothing'),
    });
    const done = await shell.run(`restore ${first} --yes --apply`);
    expect(done).toMatchObject({ exit: 0, out: expect.stringMatching(/✓ Verify/) });
    const { user } = await lab.admin.user.get.query({ tenantId: acme.tenant.id, id: acme.people[0]!.user.id });
    expect(user.name).toBe('Ann Lee');
    expect(await shell.run(`restore ${first} --yes`)).toMatchObject({
      exit: 0,
      out: expect.stringContaining(`Everything is as it was in version ${first}`),
    });
  });
});

describe('waiting', () => {
  test('an apply for later waits, shows in the history, and can be withdrawn', async () => {
    await rename('Ann Vale');
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const { id, status } = (await shell.run(`apply --at ${at} --json`)).json<{ id: string; status: string }>();
    expect(status).toBe('PENDING');
    expect((await shell.run('history')).out).toContain(id);
    expect(await shell.run(`cancel ${id}`)).toMatchObject({ exit: 0, out: expect.stringContaining('Withdrawn') });
    expect(await shell.run(`cancel ${id}`)).toMatchObject({ exit: 7 });
    expect(await shell.run('diff')).toMatchObject({ exit: 1 });
    await shell.run('apply');
  });

  test('all tenants at once: each has its end', async () => {
    await lab.company('Beta', ['Cid Orr'], { apply: false });
    await rename('Ann Wood');
    const ran = await shell.run('apply --all --json');
    expect(ran.exit).toBe(0);
    expect(ran.json<{ jobs: { status: string; tenantName: string }[] }>().jobs).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ tenantName: 'Acme', status: 'SUCCESS' }),
        expect.objectContaining({ tenantName: 'Beta', status: 'SUCCESS' }),
      ]),
    );
    expect(await shell.run('diff')).toMatchObject({ exit: 2, err: expect.stringContaining('Acme, Beta') });
    expect(await shell.run('diff --tenant beta')).toMatchObject({ exit: 0 });
    expect(await shell.run('diff --tenant gamma')).toMatchObject({ exit: 7 });
  });
});

describe('freezes', () => {
  longRun('are announced, hold applies back, and are taken back', async () => {
    expect(await shell.run('freeze --tenant Acme')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('No freeze'),
    });
    const [from, until] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    const ran = await shell.run(
      `freeze add --tenant Acme --from ${from} --until ${until} --reason "Trade fair" --json`,
    );
    const { id } = ran.json<{ id: string }>();
    // In three days, whatever day it is: this one must not hold.
    const [first, second] = [3, 4].map((days) =>
      new Date(Date.now() + days * 86_400_000).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' }),
    );
    const nights = `${first},${second}`.toLowerCase();
    await shell.run(`freeze add --tenant Acme --days ${nights} --from 22:00 --until 06:00 --reason Nights`);
    const listed = await shell.run('freeze list --tenant Acme');
    expect(listed.out).toMatch(/Trade fair.*Holds now/);
    const week = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].filter((day) => day === first || day === second);
    expect(listed.out).toContain(`${week.join(' ')}, 22:00 to 06:00 of the next day  Nights`);
    await rename('Ann Frost');
    expect(await shell.run('apply --tenant Acme')).toMatchObject({
      exit: 7,
      err: expect.stringContaining('Trade fair'),
    });
    expect(await shell.run('apply --all')).toMatchObject({
      exit: 7,
      err: expect.stringContaining('Acme was left out'),
    });
    expect(await shell.run(`freeze remove ${id} --tenant Acme`)).toMatchObject({ exit: 0 });
    expect(await shell.run(`freeze remove ${id} --tenant Acme`)).toMatchObject({ exit: 7 });
    expect(await shell.run('apply --tenant Acme')).toMatchObject({ exit: 0 });
  });

  test('an apply for a quiet moment may be withdrawn at its deadline', async () => {
    await rename('Ann Quiet');
    const deadline = new Date(Date.now() + 3_600_000).toISOString();
    const ran = await shell.run(`apply --tenant Acme --quiet-until ${deadline} --at-deadline cancel --json`);
    expect(ran.json()).toMatchObject({ schedule: { mode: 'quiet', atDeadline: 'cancel' } });
    await shell.run('apply --tenant Acme');
  });
});

longRun('the part that all tenants share is compared, listed and restored, as a tenant is', async () => {
  await shell.run('apply --box');
  const { rows } = (await shell.run('history --box --json')).json<{ rows: { generation: number }[] }>();
  const then = rows[0]!.generation;
  const { revision } = await lab.admin.box.get.query();
  await lab.admin.box.update.mutate({ revision, emergencyNumbers: ['110', '112'] });
  expect(await shell.run('diff --box --text')).toMatchObject({ exit: 1, out: expect.stringContaining('110') });
  expect(await shell.run('apply --box')).toMatchObject({ exit: 0 });
  expect(await shell.run('diff --box')).toMatchObject({ exit: 0 });
  expect(await shell.run(`diff --box --from ${then}`)).toMatchObject({
    exit: 1,
    out: expect.stringContaining('110'),
  });
  expect(await shell.run(`restore ${then} --box --dry-run`)).toMatchObject({ exit: 1 });
  expect(await shell.run(`restore ${then} --box --yes --apply`)).toMatchObject({ exit: 0 });
  expect((await lab.admin.box.get.query()).emergencyNumbers).toContain('911');
  expect(await shell.run(`diff --box --from ${then}`)).toMatchObject({ exit: 0 });
  expect((await shell.run('history --box')).out).toMatch(/\(live\)/);
});

describe('drift', () => {
  test('a hand edit of a file of ours is found, shown, and undone on demand only', async () => {
    const { tag } = acme.tenant;
    const file = join(lab.options.asterisk!.etc, `extensions.d/synergycall/tenants/${tag}.conf`);
    const ours = await readFile(file, 'utf8');
    expect(await shell.run('drift --tenant Acme')).toMatchObject({ exit: 0 });
    await writeFile(file, `${ours}; by hand\n`);
    const found = await shell.run('drift --tenant Acme');
    expect(found).toMatchObject({ exit: 1, out: expect.stringContaining('by hand') });
    await rename('Ann Yale');
    expect(await shell.run('apply --tenant Acme')).toMatchObject({ exit: 3 });
    expect(await readFile(file, 'utf8')).toContain('by hand');
    expect(await shell.run('drift --tenant Acme --reapply all')).toMatchObject({ exit: 0 });
    expect(await readFile(file, 'utf8')).toBe(ours);
  });
});

describe('trouble', () => {
  test('the doctor finds a whole box in order', async () => {
    const ran = await shell.run('doctor');
    expect(ran.out).not.toMatch(/failed/);
    expect(ran).toMatchObject({ exit: 0, out: expect.stringMatching(/ok\s+database/) });
    expect(ran.out).toMatch(/ok\s+jobs/);
  });

  test('what is not understood is told with the help; an agent that is away has an exit code of its own', async () => {
    expect(await shell.run('aply')).toMatchObject({ exit: 2, err: expect.stringContaining('no command “aply”') });
    expect(await shell.run('restore first')).toMatchObject({ exit: 2 });
    expect(await shell.run('apply --at tomorrow')).toMatchObject({ exit: 2 });
    expect(await shell.run('apply Acme')).toMatchObject({ exit: 2, err: expect.stringContaining('--tenant') });
    expect(await shell.run('apply --after --at 2030-01-01T22:00')).toMatchObject({ exit: 2 });
    expect(await shell.run('apply --at-deadline cancel')).toMatchObject({ exit: 2 });
    expect(await shell.run('restore 1 --box --object user:x')).toMatchObject({ exit: 2 });
    expect(await shell.run('freeze add --reason x --days fri --from late --until 06:00')).toMatchObject({ exit: 2 });
    const away = terminal();
    expect(await away.run('login https://127.0.0.1:9')).toMatchObject({ exit: 6 });
    away.remove();
  });

  test('an agent that takes a request and never answers is not waited for without end', async () => {
    const { key, certificate, ca } = lab.tls;
    const silent = createServer({ key, cert: certificate }, () => undefined);
    const sockets = openSockets(silent);
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    const agent = new Agent({ ca });
    const ask = overHttps(agent, { quietMs: 200 });
    await expect(ask(`https://127.0.0.1:${port}/`)).rejects.toThrow('no answer in 200 ms');
    const cut = new AbortController();
    const given = ask(`https://127.0.0.1:${port}/`, { signal: cut.signal });
    cut.abort();
    await expect(given).rejects.toThrow('aborted');
    agent.destroy();
    const closed = new Promise((done) => silent.close(done));
    sockets.destroyAll();
    await closed;
  });

  test('SECURITY: what others wrote gives a terminal no orders', async () => {
    await rename('Ann Dale');
    const reason = '\u001b]0;owned\u0007\u009b2Jred\u202e';
    await lab.admin.applies.start.mutate({
      tenantId: acme.tenant.id,
      reason,
      schedule: { mode: 'at', at: new Date(Date.now() + 3_600_000).toISOString() },
    });
    const ran = await shell.run('history --tenant Acme --limit 1');
    expect(ran.out).toContain('owned');
    // oxlint-disable-next-line no-control-regex
    expect(ran.out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('SECURITY: a session is written beside nothing that somebody else put there, and a broken one is told', async () => {
    const { email, password } = lab.adminLogin;
    const other = terminal();
    const bait = join(other.home, 'bait');
    await writeFile(bait, '');
    await symlink(bait, join(other.home, 'session.json.new'));
    await symlink(bait, join(other.home, 'session.json'));
    expect(await other.run(`login ${lab.url} --email ${email}`, ['yes', password])).toMatchObject({ exit: 0 });
    expect(await readFile(bait, 'utf8')).toBe('');
    const file = join(other.home, 'session.json');
    expect(lstatSync(file).isFile()).toBe(true);
    expect(readdirSync(other.home).toSorted()).toEqual(['bait', 'session.json', 'session.json.new']);
    await writeFile(file, '{"url": "https');
    expect(await other.run('history')).toMatchObject({ exit: 6, err: expect.stringContaining('Sign in anew') });
    other.remove();
    const scripted = terminal({ SYNERGYCALL_URL: 'nonsense://', SYNERGYCALL_TOKEN: 'x', SYNERGYCALL_CA: '/nowhere' });
    expect(await scripted.run('history')).toMatchObject({ exit: 2 });
    scripted.remove();
  });

  test('after logout nothing is left', async () => {
    expect(await shell.run('logout')).toMatchObject({ exit: 0 });
    expect(await shell.run('history')).toMatchObject({ exit: 6 });
  });
});
