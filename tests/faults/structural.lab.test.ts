import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedUser } from '../../packages/domain/src/index.ts';
import { rawLine, type RawLine } from '../lab/phones/index.ts';
import { must, testBox, type TestBox, type Watch } from './box.ts';

/** A newer version of the agent: its core has more lines in every extension but the one in which calls wait. */
const newer = (text: string): string =>
  text
    .replaceAll(
      /^(exten => [^,]+,1(?:\([a-z]+\))?,)(?!Dial)(.*)$/gm,
      '$1$2\n same => n,NoOp(newer)\n same => n,NoOp(version)',
    )
    .replace(/^( same => n,Goto\(sc-ring-end.*)$/m, ' same => n,NoOp(newer)\n same => n,NoOp(version)\n$1');
let isNewer = false;
const watch: Watch = (deps) => ({
  ...deps,
  render(taken) {
    const rendered = deps.render(taken);
    if (!isNewer || taken.tenant || !rendered.ok) return rendered;
    const files = rendered.value.files.map((file) =>
      file.path.endsWith('generated_internal.conf') ? { ...file, text: newer(file.text) } : file,
    );
    return { ...rendered, value: { ...rendered.value, files } };
  },
});
let box: TestBox;
const lines: RawLine[] = [];
beforeAll(async () => {
  box = await testBox({ watch });
}, 120_000);
afterAll(async () => {
  for (const line of lines) await line.close();
  await box?.release();
});

async function line(user: CreatedUser): Promise<RawLine> {
  const made = await rawLine({
    server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
    username: user.device?.sipUsername ?? '',
    secret: user.credentials?.secret ?? '',
  });
  lines.push(made);
  expect((await made.register()).code).toBe(200);
  return made;
}

test('a caller who waits while the core gets new lines goes on at the step after the wait: once, and with the right end', async () => {
  const { scope } = await box.tenant('Acme');
  const users = await box.users(scope, ['Ann', 'Ben']);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  const [ann, ben] = [await line(users[0]!), await line(users[1]!)];
  // Rings long enough for an apply, then is busy.
  ben.answersCallsWith({ say: 'refuse', code: 486, ringing: true, after: 6_000 });
  const waiting = ann.invite({ dialled: String(users[1]!.user.extension), within: 20_000 });
  await ben.nextCall({ within: 5_000 });
  isNewer = true;
  const job = must(await box.service.startBox(box.platform, { reason: 'a newer version' }));
  const ended = (await box.service.ended(job.id)) ?? job;
  expect(ended).toMatchObject({ status: 'SUCCESS', error: null });
  expect(ended.steps.find(({ step }) => step === 'reload')?.detail).toBe('pbx_config');
  expect(await box.asterisk.cli('dialplan show sc-core')).toContain('newer');
  expect((await waiting).code).toBe(486);
  // Rang once: a step executed twice would have called again.
  expect(ben.incoming).toHaveLength(1);

  // And the next call runs in the new text from its beginning.
  ben.answersCallsWith({ say: 'answer' });
  const call = await ann.invite({ dialled: String(users[1]!.user.extension) });
  expect(call.code).toBe(200);
  expect((await call.dialog?.hangUp())?.code).toBe(200);
}, 60_000);
