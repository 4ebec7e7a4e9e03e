import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An agent process of its own, ready to create; `go` resolves with the numbers it handed out, in order. */
export async function creatorProcess(
  databaseUrl: string,
  tenantId: string,
  count: number,
): Promise<{ go(): Promise<number[]> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'creator.fake.ts'), tenantId, String(count)], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.value !== 'ready') throw new Error('the creating process did not start');
  return {
    async go() {
      child.stdin.end('go\n');
      const line = await lines.next();
      return JSON.parse(String(line.value)) as number[];
    },
  };
}
