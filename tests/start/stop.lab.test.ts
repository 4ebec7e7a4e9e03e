import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { installation, type Installation } from './installation.ts';
import { longRun } from '../lab/runs.ts';

let place: Installation;
afterEach(() => place.remove());

/** PostgreSQL frozen: it can't stop. @returns how to let it go on */
function freezePostgres(): () => void {
  const pid = Number(readFileSync(join(place.state, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

longRun('a part that does not stop is named, and the others are stopped', async () => {
  place = await installation();
  const started = place.start('--no-asterisk');
  await started.up();
  const goOn = freezePostgres();
  started.signal('SIGINT');
  // npm passes on what the terminal sent already: still one Ctrl-C.
  started.signal('SIGINT');
  expect(await started.ended).toBe(0);
  expect(started.printed).toContain('PostgreSQL did not stop within 10 s');
  goOn();
  // It had the signal: it ends by itself, and the next start finds everything.
  await expect.poll(() => place.processes(), { timeout: 20_000 }).toEqual([]);
  const again = place.start('--no-asterisk');
  await again.up();
  again.signal('SIGTERM');
  expect(await again.ended).toBe(0);
});

longRun('a second Ctrl-C ends at once', async () => {
  place = await installation();
  const started = place.start('--no-asterisk');
  await started.up();
  const goOn = freezePostgres();
  started.signal('SIGINT');
  await started.until(/Stopping/);
  await new Promise((done) => setTimeout(done, 1_500));
  started.signal('SIGINT');
  expect(await started.ended).toBe(130);
  expect(started.printed).toContain('Ended at once.');
  expect(started.printed).not.toContain('Stopped.');
  goOn();
});

test('a start that fails midway closes what it had opened', async () => {
  place = await installation();
  const started = place.start('--no-asterisk');
  await started.until(/Database/);
  // The port was free when it looked; now it is not.
  const squatter = createServer().listen(place.ports.https, '127.0.0.1');
  await once(squatter, 'listening');
  expect(await started.ended).toBe(1);
  squatter.close();
  expect(started.printed).toContain('Not started:');
  expect(started.printed).toContain('Stopped.');
  expect(place.processes()).toEqual([]);
});
