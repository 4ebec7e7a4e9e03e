/** SC-017: how long the list of 50 takes in a tenant of 1,000 users, by every sort, searched, and on a late page. */
import { benchOffice } from './office.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const USERS = 1_000;
const ASKED = 100;

/** Figures in milliseconds. */
export async function run(): Promise<BenchRow[]> {
  const { agent, board, close } = await benchOffice();
  try {
    const admin = board.as({ role: 'platform_admin', tenantId: null, userId: null });
    const { tenant, scope } = await agent.tenant({ extMin: 1001, extMax: 9999, maxUsers: 5_000 });
    for (let n = 0; n < USERS; n += 10)
      await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          agent.user(scope, {
            name: `${NAMES[(n + i) % NAMES.length] ?? ''} ${n + i}`,
            email: `p${n + i}@example.com`,
          }),
        ),
      );
    let late: string | undefined;
    for (let page = 0; page < 15; page++) {
      const { nextCursor } = await admin.user.list({
        tenantId: tenant.id,
        sort: 'name',
        ...(late === undefined ? {} : { cursor: late }),
      });
      late = nextCursor ?? late;
    }
    const asked = {
      extension: () => admin.user.list({ tenantId: tenant.id }),
      name: () => admin.user.list({ tenantId: tenant.id, sort: 'name', descending: true }),
      created: () => admin.user.list({ tenantId: tenant.id, sort: 'created' }),
      search: () => admin.user.list({ tenantId: tenant.id, sort: 'name', search: 'ann' }),
      'page-15': () =>
        admin.user.list({ tenantId: tenant.id, sort: 'name', ...(late === undefined ? {} : { cursor: late }) }),
    };
    const rows: BenchRow[] = [];
    for (const [name, list] of Object.entries(asked)) {
      for (let n = 0; n < 10; n++) await list();
      const times: number[] = [];
      for (let n = 0; n < ASKED; n++) {
        const started = performance.now();
        const { rows: found, total } = await list();
        times.push(performance.now() - started);
        if (found.length === 0 || total === 0) throw new Error(`the list by ${name} is empty`);
      }
      rows.push(atMost(`user-list.${name}.p50`, quantile(times, 0.5), { unit: 'ms', bar: null }));
      rows.push(atMost(`user-list.${name}.p99`, quantile(times, 0.99), { unit: 'ms', bar: 100 }));
    }
    return rows;
  } finally {
    await close();
  }
}

const NAMES = ['Ann Lee', 'Ben Ode', 'Zoë Ångström', 'Юлия Ким', '李小龍', 'Omar Haddad', 'Ärger Åsa', 'Joan Smith'];
