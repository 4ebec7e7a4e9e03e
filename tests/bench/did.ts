/**
 * SC-101, SC-102: an import of 10,000 numbers (dry run and import), one of 100,000, its export and its undoing; and how
 * long a page of 50 takes among 100,000, by every sort, filter and search, of the box and of a tenant that has them all.
 */
import { benchOffice } from './office.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const MANY = 100_000;
const ASKED = 40;
const BAR = 200;

/** Figures in milliseconds and seconds. */
export async function run(): Promise<BenchRow[]> {
  const { agent, board, close } = await benchOffice();
  try {
    const admin = board.as({ role: 'platform_admin', tenantId: null, userId: null });
    const rows: BenchRow[] = [];
    const seconds = async <T>(name: string, bar: number | null, work: () => Promise<T>): Promise<T> => {
      const started = performance.now();
      const done = await work();
      rows.push(atMost(`did.${name}`, (performance.now() - started) / 1000, { unit: 's', bar }));
      return done;
    };
    const imported = async (name: string, text: string, bars: readonly [number | null, number | null]) => {
      const file = { format: 'csv' as const, text };
      const { mark, counts } = await seconds(`${name}.dry-run`, bars[0], () => admin.did.previewImport(file));
      if (counts.conflict + counts.invalid > 0) throw new Error('the file of the bench is refused');
      return seconds(name, bars[1], () => admin.did.import({ ...file, mark }));
    };

    const first = await imported('import-10000', csv('', 10_000), [null, 5]);
    await seconds('undo-10000', null, () => admin.did.undoImport({ id: first.importId }));

    const { tenant, scope } = await agent.tenant({ extMin: 1001, extMax: 9999, maxUsers: 5_000 });
    const people = await Promise.all(Array.from({ length: 20 }, (_, n) => agent.user(scope, { name: `Person ${n}` })));
    const extensions = people.map(({ user }) => user.extension ?? 0);
    await imported('import-100000', csv(tenant.name, MANY, extensions), [null, null]);
    await seconds('export-100000', null, () => admin.did.export({ format: 'csv' }));

    const { tenantId } = scope;
    // After the first number of the second half.
    const late: Record<string, string | null> = {};
    for (const sort of ['number', 'label', 'created'] as const)
      late[sort] = (await admin.did.list({ tenantId, sort, limit: 1, search: '4930005' })).nextCursor;
    const asked = {
      number: {},
      'number-down': { descending: true },
      label: { sort: 'label' },
      created: { sort: 'created', descending: true },
      'late-page': { cursor: late['number'] },
      'label-late-page': { sort: 'label', cursor: late['label'] },
      'created-late-page': { sort: 'created', cursor: late['created'] },
      'status-assigned': { status: 'assigned' },
      'status-allocated': { status: 'allocated', sort: 'label' },
      'status-free': { status: 'free' },
      provider: { provider: 'Carrier 3' },
      'provider-rare': { provider: 'Rare', sort: 'label' },
      'search-digits': { search: '30 00-777' },
      'search-one': { search: '+4930 0077 777' },
      'search-common': { search: '1', sort: 'label' },
      'search-word': { search: 'line 777', sort: 'created' },
      'search-none': { search: 'nowhere at all' },
      'search-and-filter': { search: '77', provider: 'Carrier 2', status: 'assigned' },
    } as const;
    for (const [name, query] of Object.entries(asked)) {
      const empty = /free|none/.test(name);
      await measured(`list.${name}`, empty, () => admin.did.list({ tenantId, ...query } as never));
      await measured(`inventory.${name}`, empty, () => admin.did.inventory(query as never));
    }
    await measured('list.of-person', false, () => admin.did.list({ tenantId, userId: people[3]?.user.id }));
    await measured('inventory.of-tenant', false, () => admin.did.inventory({ inTenant: tenantId }));
    return rows;

    async function measured(name: string, empty: boolean, list: () => Promise<{ rows: unknown[]; total: number }>) {
      for (let n = 0; n < 3; n += 1) await list();
      const times: number[] = [];
      for (let n = 0; n < ASKED; n += 1) {
        const started = performance.now();
        const { rows: found, total } = await list();
        times.push(performance.now() - started);
        if ((found.length === 0 || total === 0) !== empty) throw new Error(`${name}: ${found.length} of ${total}`);
      }
      rows.push(atMost(`did.${name}.p50`, quantile(times, 0.5), { unit: 'ms', bar: null }));
      rows.push(atMost(`did.${name}.p99`, quantile(times, 0.99), { unit: 'ms', bar: BAR }));
    }
  } finally {
    await close();
  }
}

/** With extensions every other number is somebody's. */
function csv(tenant: string, count: number, extensions: readonly number[] = []): string {
  const lines = ['number,label,provider,note,port_in_on,tenant,extension'];
  for (let n = 0; n < count; n += 1) {
    const provider = n % 9_999 === 0 ? 'Rare' : `Carrier ${n % 8}`;
    const extension = n % 2 === 0 ? (extensions[(n / 2) % (extensions.length || 1)] ?? '') : '';
    lines.push(`+4930${String(n).padStart(7, '0')},Line ${n},${provider},ordered,2027-01-31,${tenant},${extension}`);
  }
  return lines.join('\n');
}
