/**
 * One agent process of the concurrency test: creates `count` users at once in one tenant through the real service, when
 * told `go` on its standard input, and prints the extensions in the order they came.
 * usage: node creator.fake.ts <tenant id> <count>   (DATABASE_URL in the environment)
 */
import { once } from 'node:events';
import type { TenantId } from '@synergycall/domain';
import { office, scopeOf } from './office.fake.ts';

const [tenantId = '', count = '0'] = process.argv.slice(2);
const agent = await office(process.env['DATABASE_URL'] ?? '');
const scope = scopeOf(tenantId as TenantId);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const numbers: number[] = [];
await Promise.all(
  Array.from({ length: Number(count) }, async (_, n) => {
    const { user } = await agent.user(scope, { name: `Person ${process.pid} ${n}` });
    numbers.push(user.extension ?? 0);
  }),
);
await agent.close();
process.stdout.write(`${JSON.stringify(numbers)}\n`);
process.exit(0);
