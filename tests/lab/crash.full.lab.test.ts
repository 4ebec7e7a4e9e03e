import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { identify } from '../../agent/src/platform/asterisk-host/process.ts';
import { claimPorts, reapOrphans } from './index.ts';

const HOLDER = `
import { labAsterisk, labMariadb } from '${new URL('./index.ts', import.meta.url).href}';
import { sampleSchema } from '${new URL('./sample-realtime.ts', import.meta.url).href}';
const asterisk = await labAsterisk({ realtime: 'sqlite', schema: sampleSchema });
const mariadb = await labMariadb({ own: true });
console.log(JSON.stringify({ pids: [asterisk.pid, mariadb.pid], dir: asterisk.paths.dir, sip: asterisk.ports.sip }));
setInterval(() => undefined, 1000);
`;

test('what a killed test process leaves running is ended by the next run, and only that', async () => {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) =>
    holder.stdout.once('data', (data: Buffer) => resolve(String(data))),
  );
  const { pids, dir, sip } = JSON.parse(line) as { pids: number[]; dir: string; sip: number };
  await reapOrphans();
  expect(pids.map((pid) => identify(pid) !== undefined)).toEqual([true, true]);
  holder.kill('SIGKILL');
  await new Promise((resolve) => holder.once('close', resolve));
  // Asterisk outlives its starter on purpose: calls must not end with the agent.
  expect(identify(pids[0] ?? 0)).toBeDefined();
  await reapOrphans();
  expect(pids.map((pid) => identify(pid))).toEqual([undefined, undefined]);
  expect(existsSync(dir)).toBe(false);
  await expect(listens(sip)).resolves.toBe(true);
});

test('no two claims overlap, however many are made at once; a taken port is never given', async () => {
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimPorts(20)));
  const ports = claims.flatMap((claim) => claim.ports);
  expect(new Set(ports).size).toBe(160);
  expect(claims.every((claim) => claim.first % 2 === 0)).toBe(true);
  for (const claim of claims) claim.release();
});

/** True when the port can be listened on. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
