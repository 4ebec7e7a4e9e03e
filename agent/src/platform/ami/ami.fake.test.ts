import { expect, test } from 'vitest';
import { fakeAmi } from './ami.fake.ts';

test('AstDB behaves as in Asterisk', async () => {
  const ami = fakeAmi();
  await ami.dbPut({ family: 'gen/7', key: 'a', value: '1' });
  await ami.dbPutMany([
    { family: 'gen/7', key: 'b', value: '2' },
    { family: 'gen/70', key: 'a', value: '3' },
  ]);
  expect(await ami.dbGet({ family: 'gen/7', key: 'b' })).toEqual({ ok: true, value: '2' });
  expect(await ami.dbGet({ family: 'gen/7', key: 'none' })).toEqual({ ok: true, value: undefined });
  expect(await ami.dbDel({ family: 'gen/7', key: 'none' })).toEqual({ ok: true, value: false });
  expect(await ami.dbDelTree('gen/7')).toEqual({ ok: true, value: true });
  expect([...ami.astdb]).toEqual([['/gen/70/a', '3']]);
});

test('fails when told to, and only then', async () => {
  const ami = fakeAmi();
  ami.failNext('timeout', { action: 'Reload' });
  expect(await ami.dbPut({ family: 'x', key: 'y', value: 'z' })).toMatchObject({ ok: true });
  expect(await ami.reload('pbx_config')).toMatchObject({ ok: false, error: { code: 'ami.timeout', action: 'Reload' } });
  expect(await ami.reload('pbx_config')).toMatchObject({ ok: true });
  ami.setState({ tag: 'down', since: 0, reason: 'hung' });
  expect(await ami.reload('pbx_config')).toMatchObject({ ok: false, error: { code: 'ami.down', sent: false } });
});

test('refuses an injection like the real one', async () => {
  expect(await fakeAmi().dbPut({ family: 'x', key: 'y', value: 'z\r\nAction: Ping' })).toMatchObject({
    ok: false,
    error: { code: 'ami.injection', field: 'Val' },
  });
});

test.each([
  [{ channel: 'Local/1@x,s)/n', to: 'application', application: 'Wait', wait: 'answer' }, 'Channel'],
  [
    { channel: 'Local/ping@health/n', to: 'application', application: 'System', data: 'id', wait: 'answer' },
    'Application',
  ],
  [
    { channel: 'Local/ping@health/n', to: 'application', application: 'Wait', data: '${SHELL(id)}', wait: 'answer' },
    'Data',
  ],
  [
    {
      channel: 'Local/ping@health/n',
      to: 'exten',
      context: 'x',
      extension: '1',
      variables: { A: '1,B=2' },
      wait: 'queued',
    },
    'Variable',
  ],
  [
    {
      channel: 'Local/ping@health/n',
      to: 'exten',
      context: 'x',
      extension: '1',
      variables: { 'SHELL(id)': '1' },
      wait: 'queued',
    },
    'Variable',
  ],
] as const)('an Originate outside the closed patterns is not sent', async (request, field) => {
  const ami = fakeAmi();
  expect(await ami.originate(request)).toMatchObject({ ok: false, error: { code: 'ami.injection', field } });
  expect(ami.sent).toEqual([]);
});
