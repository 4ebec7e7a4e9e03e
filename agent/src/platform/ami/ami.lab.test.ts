import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freeze, labAsterisk, thaw, type LabAsterisk } from '../../../../tests/lab/index.ts';
import { connectAmi, type Ami, type AmiOptions, type AmiState } from './index.ts';

const extensions = `[health]
exten => ping,1,Set(DB(health/seen)=\${GEN})
 same => n,Answer()
 same => n,Wait(0.1)
 same => n,Hangup()
exten => deaf,1,Hangup(17)
`;

describe('the AMI adapter on a real Asterisk', () => {
  let asterisk: LabAsterisk;
  beforeAll(async () => {
    asterisk = await labAsterisk({ realtime: 'sqlite', handWritten: { extensions }, schema: async () => undefined });
  });
  afterAll(() => asterisk?.release());

  const connect = (more: Partial<AmiOptions> = {}): Ami => {
    const role = more.role ?? 'writer';
    const { host, port, username, password } = role === 'writer' ? asterisk.ami.writer : asterisk.ami.reader;
    const ami = connectAmi({ host, port, username, secret: password, role, ...more });
    onTestFinished(() => ami.close());
    return ami;
  };
  const live = async (more: Partial<AmiOptions> = {}): Promise<Ami> => {
    const ami = connect(more);
    expect(await ami.waitLive(10_000)).toBe(true);
    return ami;
  };

  test('reads back what it wrote, and knows absent from empty', async () => {
    const ami = await live();
    expect(await ami.dbPut({ family: 'x/y', key: 'a', value: 'one two' })).toEqual({ ok: true, value: undefined });
    expect(await ami.dbGet({ family: 'x/y', key: 'a' })).toEqual({ ok: true, value: 'one two' });
    expect(await ami.dbGet({ family: 'x', key: 'y/a' })).toEqual({ ok: true, value: 'one two' });
    expect(await ami.dbGet({ family: 'x/y', key: 'b' })).toEqual({ ok: true, value: undefined });
    expect(await ami.dbDel({ family: 'x/y', key: 'b' })).toEqual({ ok: true, value: false });
    expect(await ami.dbDel({ family: 'x/y', key: 'a' })).toEqual({ ok: true, value: true });
    expect(await ami.dbDelTree('x')).toEqual({ ok: true, value: false });
  });

  test('20,000 keys go in pipelined and all are there', async () => {
    const ami = await live();
    const entries = Array.from({ length: 20_000 }, (_, index) => ({
      family: 'many/g1',
      key: `k${index}`,
      value: `USER:${index}`,
    }));
    expect(await ami.dbPutMany(entries)).toEqual({ ok: true, value: 20_000 });
    for (const index of [0, 63, 64, 19_999])
      expect(await ami.dbGet({ family: 'many/g1', key: `k${index}` })).toEqual({ ok: true, value: `USER:${index}` });
    expect(await ami.dbDelTree('many')).toEqual({ ok: true, value: true });
  });

  test('sees the loaded dialplan, and a context that is not there as empty', async () => {
    const ami = await live();
    expect(await ami.reload('pbx_config')).toEqual({ ok: true, value: undefined });
    const lines = await ami.showDialPlan('health');
    expect(
      lines.ok &&
        lines.value.map((line) => `${line.extension},${line.priority},${line.application}(${line.appData ?? ''})`),
    ).toContain('ping,1,Set(DB(health/seen)=${GEN})');
    expect(await ami.showDialPlan('nowhere')).toEqual({ ok: true, value: [] });
  });

  test('lists without entries are empty lists', async () => {
    const ami = await live();
    expect(await ami.pjsipShowEndpoints()).toEqual({ ok: true, value: [] });
    expect(await ami.pjsipShowContacts()).toEqual({ ok: true, value: [] });
    expect(await ami.pjsipShowEndpoint('nobody')).toEqual({ ok: true, value: undefined });
    expect(await ami.coreShowChannels()).toEqual({ ok: true, value: [] });
    expect(await ami.expireCached({ cache: 'res_pjsip/endpoint', id: 'nobody' })).toEqual({ ok: true, value: false });
  });

  test('places a call through the dialplan and tells how it ended', async () => {
    const ami = await live();
    const call = { to: 'application', application: 'Wait', data: '1', wait: 'answer', ringMs: 5_000 } as const;
    expect(await ami.originate({ ...call, channel: 'Local/ping@health/n', variables: { __GEN: 'g42' } })).toEqual({
      ok: true,
      value: 'answered',
    });
    expect(await ami.dbGet({ family: 'health', key: 'seen' })).toEqual({ ok: true, value: 'g42' });
    expect(await ami.originate({ ...call, channel: 'Local/deaf@health/n' })).toEqual({
      ok: true,
      value: 'not-answered',
    });
    expect(await ami.originate({ ...call, channel: 'Local/absent@health/n' })).toEqual({
      ok: true,
      value: 'not-answered',
    });
  });

  test('an action Asterisk refuses says why', async () => {
    const ami = await live();
    expect(await ami.send('Reload', { Module: 'no_such_module' })).toMatchObject({
      ok: false,
      error: { code: 'ami.refused', action: 'Reload', message: expect.any(String) },
    });
  });

  test('the reader hears what happens and changes nothing', async () => {
    const events = await live({ role: 'events' });
    const ami = await live();
    const heard = new Promise<string>((resolve) =>
      events.on('Newchannel', (event) => resolve(String(event['channel']))),
    );
    await ami.originate({
      channel: 'Local/ping@health/n',
      to: 'application',
      application: 'Wait',
      data: '1',
      wait: 'queued',
    });
    expect(await heard).toMatch(/^Local\/ping@health/);
    expect(await events.dbPut({ family: 'x', key: 'a', value: '1' })).toMatchObject({
      ok: false,
      error: { code: 'ami.refused', message: 'Permission denied' },
    });
  });

  test('what is under way when Asterisk is killed fails at once; afterwards the adapter is back by itself', async () => {
    const states: AmiState['tag'][] = [];
    let boots = 0;
    const ami = await live({ onState: (state) => states.push(state.tag) });
    ami.onFullyBooted(() => (boots += 1));
    await ami.dbPut({ family: 'kept', key: 'a', value: '1' });
    await hang(asterisk);
    const underWay = Promise.all([
      ami.dbPut({ family: 'x', key: 'a', value: '1' }),
      ami.showDialPlan(),
      ami.reload('pbx_config'),
    ]);
    await asterisk.kill('SIGKILL');
    for (const result of await underWay)
      expect(result).toMatchObject({ ok: false, error: { code: 'ami.down', sent: true } });
    expect(ami.state.tag).not.toBe('live');
    expect(await ami.dbPut({ family: 'x', key: 'a', value: '1' })).toMatchObject({
      ok: false,
      error: { code: 'ami.down', sent: false },
    });
    await asterisk.start();
    expect(await ami.waitLive(10_000)).toBe(true);
    expect(await ami.dbPut({ family: 'x', key: 'a', value: '2' })).toMatchObject({ ok: true });
    // `live` comes twice where FullyBooted comes after the log-in.
    const changes = states.filter((tag, index) => tag !== states[index - 1]);
    expect(changes.slice(0, 3)).toEqual(['live', 'down', 'connecting']);
    expect(boots).toBe(2);
  });

  test('a stopped Asterisk is a time-out, then down; when it goes on, so does the adapter', async () => {
    const ami = await live({ timing: { actionMs: 300, pingMs: 300, loginMs: 500 } });
    await hang(asterisk);
    expect(await ami.dbPut({ family: 'x', key: 'a', value: '1' })).toEqual({
      ok: false,
      error: { code: 'ami.timeout', action: 'DBPut', afterMs: 300 },
    });
    await expect.poll(() => ami.state).toMatchObject({ tag: 'down', reason: 'hung' });
    // Connections still succeed against a stopped process (the kernel accepts them); only the log-in shows it.
    await expect.poll(() => ami.state, { timeout: 5_000 }).toMatchObject({ tag: 'down', reason: 'login-timeout' });
    await asterisk.kill('SIGCONT');
    expect(await ami.waitLive(10_000)).toBe(true);
    expect(await ami.dbPut({ family: 'x', key: 'a', value: '3' })).toMatchObject({ ok: true });
  });

  test('an idle connection to a stopped Asterisk is noticed too', async () => {
    const ami = await live({ timing: { actionMs: 300, pingEveryMs: 200, pingMs: 300, loginMs: 500 } });
    await hang(asterisk);
    await expect.poll(() => ami.state.tag, { timeout: 5_000 }).toBe('down');
    await asterisk.kill('SIGCONT');
    expect(await ami.waitLive(10_000)).toBe(true);
  });

  test('a clean restart is followed', async () => {
    const ami = await live();
    await asterisk.restart();
    expect(await ami.waitLive(10_000)).toBe(true);
    expect(await ami.dbGet({ family: 'x', key: 'a' })).toEqual({ ok: true, value: '3' });
  });

  test('a wrong secret is told apart, tried slowly, and never repeated anywhere', async () => {
    const states: AmiState[] = [];
    const ami = connect({
      secret: 'not-the-secret',
      onState: (state) => states.push(state),
      timing: { maxRetryMs: 60_000 },
    });
    expect(await ami.waitLive(1_500)).toBe(false);
    expect(ami.state).toMatchObject({ tag: 'down', reason: 'login-refused' });
    expect(states).toHaveLength(1);
    expect(JSON.stringify(states) + JSON.stringify(ami)).not.toContain('not-the-secret');
  });
});

describe('the AMI adapter on something that is not Asterisk', () => {
  const listen = async (talk: (socket: Socket) => void): Promise<{ port: number; server: Server }> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      talk(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    return { server, port: typeof address === 'object' && address ? address.port : 0 };
  };

  test('retries quickly, then calmly', async () => {
    let attempts = 0;
    const { port } = await listen((socket) => {
      attempts += 1;
      socket.destroy();
    });
    const ami = connectAmi({
      host: '127.0.0.1',
      port,
      username: 'u',
      secret: 's',
      role: 'writer',
      timing: { firstRetryMs: 10, maxRetryMs: 200 },
    });
    await expect.poll(() => attempts).toBeGreaterThan(3);
    expect(ami.state.tag).not.toBe('live');
    await ami.close();
    expect(ami.state).toMatchObject({ tag: 'down', reason: 'closed' });
  });

  test('garbage does not bring it down', async () => {
    const { port } = await listen(
      (socket) => void socket.write(`Asterisk Call Manager/9\r\n${'\u0000\r\n\r\n: \r\nResponse\r\n\r\n'.repeat(50)}`),
    );
    const ami = connectAmi({
      host: '127.0.0.1',
      port,
      username: 'u',
      secret: 's',
      role: 'writer',
      timing: { loginMs: 200 },
    });
    expect(await ami.waitLive(600)).toBe(false);
    await ami.close();
  });
});

async function hang(asterisk: LabAsterisk): Promise<void> {
  const pid = asterisk.pid ?? 0;
  await freeze(pid);
  onTestFinished(() => thaw(pid));
}
