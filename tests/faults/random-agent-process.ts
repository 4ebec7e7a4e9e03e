/**
 * An agent in a process of its own that applies once. It may be told to kill itself (SIGKILL), and Asterisk with it, at
 * a point counted over all effects. Reads one JSON line from its standard input, so that the accounts in it are in no
 * process list; prints the outcome when it lives to see it.
 */
import { text } from 'node:stream/consumers';
import { mintPlatformScope, mintTenantScope, systemActor } from '../../agent/src/rpc/index.ts';
import type { TenantId } from '../../packages/domain/src/index.ts';
import { openAgent, type BoxAddress } from './box.ts';
import { orderApply } from './random-order.ts';
import { watchPoints } from './random-points.ts';

export interface RandomErrand {
  readonly address: BoxAddress;
  /** null: the box's core. */
  readonly tenantId: TenantId | null;
  readonly dies: { readonly nth: number; readonly when: 'before' | 'after' } | null;
  /** Asterisk's process, to be killed first. */
  readonly asterisk: number | null;
}

const { address, tenantId, dies, asterisk } = JSON.parse(await text(process.stdin)) as RandomErrand;
let passed = 0;
const watch = watchPoints({
  async passed({ when }) {
    if (!dies || when !== dies.when || ++passed !== dies.nth) return undefined;
    if (asterisk !== null) process.kill(asterisk, 'SIGKILL');
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
});
const agent = await openAgent(address, { watch });
const actor = systemActor('Doomed');
const outcome = await orderApply(
  agent.service,
  tenantId === null ? mintPlatformScope(actor) : mintTenantScope(tenantId, actor),
);
await agent.close();
process.stdout.write(JSON.stringify(outcome));
