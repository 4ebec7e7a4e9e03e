/** What an agent costs when nothing happens, and how soon it is back: the process of `npm start`, real parts around it. */
import { readFileSync } from 'node:fs';
import { firstAdmin, installation, type Installation, type Started } from '../start/installation.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const IDLE_MS = 60_000;
const RESTARTS = 5;

/** Memory in MB (resident), times in seconds. */
export async function run(): Promise<BenchRow[]> {
  const place = await installation();
  try {
    const started = performance.now();
    let agent = place.start();
    const admin = await firstAdmin(place, agent);
    const whole = (performance.now() - started) / 1000;
    for (const name of ['Acme', 'Beta']) {
      const { id: tenantId } = await admin.tenant.create.mutate({ name });
      for (const person of ['Ann Lee', 'Ben Ode']) await admin.user.create.mutate({ tenantId, name: person });
      let job = await admin.applies.start.mutate({ tenantId });
      while (job.status === 'PENDING' || job.status === 'RUNNING')
        job = await admin.applies.job.query({ tenantId, id: job.id });
      if (job.status !== 'SUCCESS') throw new Error(`the apply of ${name} ended ${job.status}`);
    }
    await new Promise((done) => setTimeout(done, IDLE_MS));
    const idle = residentMb(agent.pid);
    const back: number[] = [];
    for (let n = 0; n < RESTARTS; n += 1) {
      agent.signal('SIGKILL');
      await agent.ended;
      const from = performance.now();
      agent = place.start();
      await healthy(place, agent);
      back.push((performance.now() - from) / 1000);
    }
    agent.signal('SIGTERM');
    const from = performance.now();
    await agent.ended;
    return [
      atMost('agent.idle.rss', idle, { unit: 'MB', bar: null }),
      atMost('agent.restart.p50', quantile(back, 0.5), { unit: 's', bar: 2 }),
      atMost('agent.restart.max', Math.max(...back), { unit: 's', bar: null }),
      atMost('agent.first-start-with-asterisk-and-postgresql', whole, { unit: 's', bar: null }),
      atMost('agent.stop-with-asterisk-and-postgresql', (performance.now() - from) / 1000, { unit: 's', bar: null }),
    ];
  } finally {
    await place.remove();
  }
}

/** From the start of the process (killed before, its Asterisk and PostgreSQL went on) until it says that all is well. */
async function healthy(place: Installation, agent: Started): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const status = await place.get('/healthz').then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`not healthy within 30 s; it printed:\n${agent.printed}`);
}

function residentMb(pid: number): number {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb) / 1024;
}
