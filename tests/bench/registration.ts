/** SC-001: how long after the end of an apply the first REGISTER of a new phone is accepted, on both realtime stores. */
import { labAgent } from '../lab/index.ts';
import { rawLine } from '../lab/phones/index.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const PHONES = 20;

/** Milliseconds from `finishedAt` of the apply to the phone's 200. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const realtime of ['sqlite', 'mariadb'] as const) {
    const lab = await labAgent({ realtime });
    try {
      const { tenant } = await lab.company('Acme', ['Ann Lee']);
      const times: number[] = [];
      for (let n = 0; n < PHONES; n += 1) {
        const { credentials } = await lab.admin.user.create.mutate({ tenantId: tenant.id, name: `Person ${n}` });
        if (!credentials) throw new Error('no phone was made along with the person');
        const line = await rawLine({
          server: { host: '127.0.0.1', port: credentials.port },
          username: credentials.sipUsername,
          secret: credentials.secret,
        });
        try {
          const { finishedAt } = await lab.apply(tenant.id);
          const answer = await line.register();
          if (answer.code !== 200) throw new Error(`REGISTER was answered ${answer.code} ${answer.reason}`);
          times.push(Date.now() - Date.parse(finishedAt ?? ''));
        } finally {
          await line.close();
        }
      }
      rows.push(atMost(`registration.${realtime}.p50`, quantile(times, 0.5), { unit: 'ms', bar: 1_000 }));
      rows.push(atMost(`registration.${realtime}.max`, Math.max(...times), { unit: 'ms', bar: 1_000 }));
    } finally {
      await lab.release();
    }
  }
  return rows;
}
