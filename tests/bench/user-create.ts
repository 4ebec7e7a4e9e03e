/**
 * SC-001 and SC-002: how long a person's creation takes through the guarded procedure on a real PostgreSQL (extension,
 * first device with sealed credentials, audit), alone and with a login whose password is hashed; and what 200 at once
 * through four agents come to.
 */
import type { TenantView } from '@synergycall/domain';
import { createAccount } from '../../agent/src/features/access/index.ts';
import { creatorProcess } from '../../agent/src/features/user/creator-process.fake.ts';
import { scopeOf } from '../../agent/src/features/user/office.fake.ts';
import { passwords } from '../../agent/src/platform/password/index.ts';
import { benchOffice } from './office.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const CREATES = 300;
const HASHED = 60;
const AT_ONCE = 200;
const AGENTS = 4;

/** Figures in milliseconds; the work is bounded (under 600 creations). */
export async function run(): Promise<BenchRow[]> {
  const { agent, board, url, close } = await benchOffice();
  try {
    const admin = board.as({ role: 'platform_admin', tenantId: null, userId: null });
    const make = async (tenant: TenantView, n: number): Promise<string> =>
      (await admin.user.create({ tenantId: tenant.id, name: `Person ${n}`, email: `p${n}@example.com` })).user.id;
    const { tenant } = await agent.tenant({ extMin: 1001, extMax: 9999, maxUsers: 5_000 });
    for (let n = 0; n < 50; n++) await make(tenant, n);

    const plain = await samples(CREATES, (n) => make(tenant, 1_000 + n));
    const hashing = { database: agent.database, passwords: passwords() };
    const hashed = await samples(HASHED, async (n) => {
      const userId = await make(tenant, 2_000 + n);
      const account = {
        tenantId: tenant.id,
        name: `Person ${n}`,
        email: `login${n}@example.com`,
        password: `tall giraffe eats ${n}`,
        role: 'end_user' as const,
      };
      const made = await createAccount(hashing, scopeOf(tenant.id), { ...account, userId: userId as never });
      if (!made.ok) throw new Error(made.error.code);
    });

    // SC-001: four agent processes on one database, all at once.
    const crowded = await agent.tenant({ extMin: 1001, extMax: 9999, maxUsers: 5_000 });
    const creators = await Promise.all(
      Array.from({ length: AGENTS }, () => creatorProcess(url, crowded.tenant.id, AT_ONCE / AGENTS)),
    );
    const started = performance.now();
    const handedOut = (await Promise.all(creators.map((creator) => creator.go()))).flat();
    const together = performance.now() - started;
    const distinct = new Set(handedOut);
    const gaps = Array.from({ length: AT_ONCE }, (_, n) => 1001 + n).filter((number) => !distinct.has(number));
    const ms = (bar: number | null) => ({ unit: 'ms' as const, bar });
    return [
      atMost('user-create.p50', quantile(plain, 0.5), ms(null)),
      atMost('user-create.p99', quantile(plain, 0.99), ms(50)),
      atMost('user-create.with-hashing.p50', quantile(hashed, 0.5), ms(null)),
      atMost('user-create.with-hashing.p99', quantile(hashed, 0.99), ms(500)),
      atMost(`user-create.${AT_ONCE}-at-once-${AGENTS}-agents.all`, together, ms(null)),
      atMost('user-create.duplicates', handedOut.length - distinct.size, { unit: 'count', bar: 0 }),
      atMost('user-create.gaps', gaps.length, { unit: 'count', bar: 0 }),
    ];
  } finally {
    await close();
  }
}

async function samples(count: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const started = performance.now();
    await work(n);
    times.push(performance.now() - started);
  }
  return times;
}
