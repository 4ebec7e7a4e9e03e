/**
 * An agent in a process of its own that applies one tenant and is killed (SIGKILL, by itself) at a named point.
 * Reads one JSON line from its standard input, so that the accounts in it are in no process list.
 */
import { text } from 'node:stream/consumers';
import { watched } from '../../agent/src/features/apply/watched.fake.ts';
import { mintTenantScope, systemActor } from '../../agent/src/rpc/index.ts';
import type { TenantId } from '../../packages/domain/src/index.ts';
import { openAgent, type BoxAddress, type Watch } from './box.ts';

export interface Errand {
  readonly address: BoxAddress;
  readonly tenantId: TenantId;
  readonly die: { readonly point: string; readonly when: 'before' | 'after'; readonly nth: number };
}

const { address, tenantId, die } = JSON.parse(await text(process.stdin)) as Errand;
let passed = 0;
const watch: Watch = (deps) => {
  const hook = (point: string, when: 'before' | 'after'): void => {
    if (point === die.point && when === die.when && ++passed === die.nth) process.kill(process.pid, 'SIGKILL');
  };
  const { records, realtime, asterisk, files, journals } = deps;
  const stores = Object.entries({ records, realtime, asterisk, files, journals }).map(([name, store]) => [
    name,
    watched(name, store as object, hook),
  ]);
  return {
    ...deps,
    ...(Object.fromEntries(stores) as Pick<typeof deps, 'records' | 'realtime' | 'asterisk' | 'files' | 'journals'>),
  };
};
const agent = await openAgent(address, { watch });
const started = await agent.service.start(mintTenantScope(tenantId, systemActor('Doomed')));
const job = started.ok ? await agent.service.ended(started.value.id) : undefined;
await agent.close();
// Reached only when the point was never passed.
process.stdout.write(JSON.stringify(started.ok ? job : started));
