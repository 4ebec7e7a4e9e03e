import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labAsterisk, type LabAsterisk } from '../../../../tests/lab/index.ts';
import { callerNameVariable, formatCallerId, shownName } from './callerid.ts';
import { deviceRows, must } from './device.fake.ts';
import { mariadbRealtime, sqliteRealtime, type RealtimeStore } from './index.ts';
import { sipProbe, type SipProbe } from './sip-probe.fake.ts';

const extensions = '[show]\nexten => 100,1,Dial(PJSIP/k1-called,5)\n same => n,Hangup()\n';

const NAMES = [
  'Ann Lee',
  'Müller, Jörg',
  'Eve "Boss" Ode',
  '"',
  '""',
  'back\\slash',
  'end\\',
  'a\\"b',
  'Eve\\n[evil]',
  'a;b;c',
  'semi; colon',
  ';',
  '^',
  'caret^3Bx',
  '${SHELL(id)}',
  '$[1+1]',
  '${EXTEN}',
  '<1002>',
  'a > b',
  '"><sip:evil@x>;tag=1',
  '😀 smile',
  'Zoë 你好',
  'שלום',
  '[evil]',
  '(paren)',
  '@at',
  '&',
  '|',
  '!',
  '`tick`',
  "it's",
  '%0D%0A',
  '#hash',
  '=eq=',
  'a  b',
  '1002',
  'anonymous',
  'Unknown',
  'x'.repeat(79),
  'x'.repeat(80),
  'x'.repeat(200),
  'é'.repeat(200),
  '😀'.repeat(200),
  ';'.repeat(200),
  '\\'.repeat(200),
  `${'"'.repeat(100)}${'^'.repeat(100)}`,
  `\${SHELL(id)}${'y'.repeat(90)}`,
  `a,b=c;d\\n${'z'.repeat(90)}`,
];

describe.each(['sqlite', 'mariadb'] as const)('a name on the called phone, over %s', (kind) => {
  let asterisk: LabAsterisk;
  let store: RealtimeStore;
  let caller: SipProbe;
  let called: SipProbe;

  beforeAll(async () => {
    asterisk = await labAsterisk({
      realtime: kind,
      handWritten: { extensions },
      schema: async (realtime, prepared) => {
        store =
          realtime.kind === 'sqlite'
            ? sqliteRealtime({ file: realtime.file, owner: prepared.runAs })
            : mariadbRealtime(realtime);
        must(await store.ensureSchema());
      },
    });
    [caller, called] = await Promise.all([
      sipProbe({ port: asterisk.ports.sip }),
      sipProbe({ port: asterisk.ports.sip }),
    ]);
    const callers = NAMES.map((name, index) => {
      const device = deviceRows(`k1-c${index}`, {
        secret: 's',
        context: 'show',
        callerid: formatCallerId(name, '1001'),
      });
      return { ...device, endpoint: { ...device.endpoint, set_var: callerNameVariable(name) } };
    });
    must(await store.transact({ insert: [deviceRows('k1-called', { secret: 's' }), ...callers] }));
    await called.register('k1-called', 's');
  }, 120_000);
  afterAll(async () => {
    caller?.close();
    called?.close();
    await store?.close();
    await asterisk?.release();
  });

  test('is read back as it was written', async () => {
    const read = must(await store.readAll('k1')).filter((device) => device.id !== 'k1-called');
    const written = NAMES.map((name) => `${formatCallerId(name, '1001')} ${callerNameVariable(name)}`);
    expect(new Set(read.map(({ endpoint }) => `${endpoint.callerid} ${endpoint.set_var}`))).toEqual(new Set(written));
  });

  test.each(
    NAMES.map(
      (name, index) => [name.length > 40 ? `${name.slice(0, 12)}… (${name.length})` : name, name, index] as const,
    ),
  )('%s', async (_title, name, index) => {
    const shown = called.nextName();
    expect((await caller.invite(`k1-c${index}`, 's', '100')).status).toBe(486);
    expect(await shown).toBe(shownName(name));
  });
});
