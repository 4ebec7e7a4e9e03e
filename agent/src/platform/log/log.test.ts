import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../crypto/index.ts';
import { createLog, type Logger } from './index.ts';

const CANARY = 'Xk7-canary-9pQ';

function logged(act: (log: Logger) => void): string {
  let text = '';
  act(createLog({ level: 'debug', to: { write: (line: string) => void (text += line) } }));
  return text;
}

test.each<[string, (log: Logger) => void]>([
  ['a Secret', (log) => log.info({ value: new Secret(CANARY) }, 'made')],
  ['a Secret in a message', (log) => log.info(`made ${String(new Secret(CANARY))}`)],
  ['a Secret as an argument of a message', (log) => log.info('made %s %o', new Secret(CANARY), new Secret(CANARY))],
  ['a field named password', (log) => log.info({ input: { password: CANARY } }, 'signed in')],
  [
    'fields named in camel case',
    (log) => log.warn({ deep: [{ newPassword: CANARY, sipSecret: CANARY, pinHash: CANARY }] }, 'x'),
  ],
  [
    'headers',
    (log) =>
      log.info(
        { headers: { authorization: `Bearer ${CANARY}`, cookie: `a=${CANARY}`, 'set-cookie': [CANARY] } },
        'request',
      ),
  ],
  [
    'a database URL',
    (log) => log.error({ url: `postgres://synergycall:${CANARY}@127.0.0.1/x` }, `no ${`postgres://u:${CANARY}@h/x`}`),
  ],
  [
    'an error that a driver decorated',
    (log) =>
      log.error({
        err: Object.assign(new Error('failed'), { parameters: [CANARY], detail: `Key (hash)=(${CANARY})` }),
      }),
  ],
  [
    'an error deeper down',
    (log) => log.error({ job: { err: Object.assign(new Error('no'), { sql: [CANARY] }) } }, 'x'),
  ],
  ['a URL object', (log) => log.info({ at: new URL(`postgres://u:${CANARY}@h/x`) }, 'x')],
  ['a URL without a user', (log) => log.info(`redis://:${CANARY}@h/0`)],
  ['an object that a message inserts', (log) => log.info('made %o', { password: CANARY })],
  ['a second object', (log) => log.info({ a: 1 }, 'made %j', { deep: { token: CANARY } })],
  ['a cause', (log) => log.error({ err: new Error('outer', { cause: new Error(`postgres://u:${CANARY}@h`) }) }, 'x')],
  ['an error handed over bare', (log) => log.error(Object.assign(new Error('bare'), { token: CANARY }))],
  ['bytes', (log) => log.info({ raw: Buffer.from(CANARY) }, 'x')],
  ['a child’s bindings', (log) => log.child({ session: { token: CANARY } }).info('x')],
])('%s never shows what it holds', (_, act) => {
  const text = logged(act);
  expect(text).not.toBe('');
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain(JSON.stringify([...Buffer.from(CANARY)]).slice(1, -1));
});

test('a line says when, how grave and what, as JSON', () => {
  const line = JSON.parse(
    logged((log) => log.error({ err: new Error('no'), tenantId: 'abc', attempts: 3 }, 'it failed')),
  ) as object;
  expect(line).toMatchObject({
    level: 'error',
    message: 'it failed',
    tenantId: 'abc',
    attempts: 3,
    err: { type: 'Error', message: 'no' },
  });
  expect(line).toHaveProperty('time');
});

test('a Secret keeps itself in every way it can be shown', () => {
  const secret = new Secret(CANARY);
  expect(
    [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      '' + secret,
      inspect(secret, { showHidden: true }),
    ].join(),
  ).not.toContain(CANARY);
  expect(secret.reveal('test')).toBe(CANARY);
});
