import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, JobId, JobView, Role, TenantId } from '@synergycall/domain';
import type { TenantScope } from '../../platform/database/index.ts';
import { ownedFiles } from '../../platform/files/index.ts';
import { journalFolder } from '../../platform/journal/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { newId } from '../../platform/random/index.ts';
import { sqliteRealtime } from '../../platform/realtime/index.ts';
import { mintTenantScope, orThrow, systemActor } from '../../rpc/index.ts';
import { office } from '../user/office.fake.ts';
import { fakeAsterisk } from './apply.fake.ts';
import { applyService, type ApplyService } from './apply.service.ts';
import type { ApplyDeps } from './deps.ts';
import type { ApplyRecord } from './journal-records.ts';
import { findJob } from './job.store.ts';

/** Agents of one box on a real PostgreSQL, with an Asterisk in memory, a clock of their own and a gate that holds applies. */
export async function queueScene(migratedUrl: string) {
  const root = mkdtempSync(join(tmpdir(), 'queue-'));
  const people = await office(migratedUrl);
  const { database, boxId, platform } = people;
  const etc = join(root, 'etc');
  mkdirSync(join(etc, 'extensions.d/synergycall'), { recursive: true });
  const realtime = sqliteRealtime({ file: join(root, 'pbx.sqlite3') });
  await realtime.ensureSchema();
  const asterisk = fakeAsterisk(etc, realtime);
  const clock = { now: Date.now() };
  /** While it is there, an apply waits before it is verified. */
  const gate: { shut: PromiseWithResolvers<void> | undefined } = { shut: undefined };
  const agents: ApplyService[] = [];

  const deps = (name: string): ApplyDeps => ({
    boxId,
    database,
    keyring: people.deps.keyring,
    realtime,
    asterisk,
    // One host: what was written last is known to all agents of it.
    files: ownedFiles({ etc, state: join(root, 'state') }),
    journals: journalFolder<ApplyRecord>(join(root, `journal-${name}`)),
    log: createLog({ level: 'silent' }),
    clock: () => clock.now,
    watch: (sides) => ({
      ...sides,
      asterisk: {
        ...sides.asterisk,
        healthCall: async (probe) => (await gate.shut?.promise, asterisk.healthCall(probe)),
      },
    }),
  });
  const agent = (name: string, other: Partial<ApplyDeps> = {}): ApplyService => {
    const made = applyService({ ...deps(name), ...other });
    agents.push(made);
    return made;
  };

  return {
    ...people,
    etc,
    asterisk,
    clock,
    deps,
    agent,
    /** Holds applies until it is let go. */
    shut: () => void (gate.shut = Promise.withResolvers()),
    open: () => {
      gate.shut?.resolve();
      gate.shut = undefined;
    },
    job: async (id: JobId): Promise<JobView> => {
      const found = await database.read(platform, (tx) => findJob(tx, id));
      if (!found) throw new Error('no such job');
      return found;
    },
    /** What the record says of a job, in order. */
    record: async (id: JobId) => {
      const rows = await database.read(platform, ({ db }) =>
        db.selectFrom('audit').select(['action', 'actor_name', 'after']).orderBy('id').execute(),
      );
      return rows.filter((row) => row.after?.['job'] === id).map((row) => `${row.action} by ${row.actor_name}`);
    },
    /** A person with an account and one role. */
    account: async (role: Role, tenantId: TenantId | null) => {
      const id = newId<AccountId>();
      await database.inPlatform(platform, async ({ db }) => {
        await db
          .insertInto('accounts')
          .values({ id, name: `A ${role}`, email: `${id}@example.com` })
          .execute();
        await db
          .insertInto('account_roles')
          .values({ id: newId(), account_id: id, role, tenant_id: tenantId, user_id: null })
          .execute();
      });
      const actor = { ...systemActor(`A ${role}`), accountId: id, role };
      const scope = tenantId === null ? undefined : mintTenantScope(tenantId, actor);
      const losesRole = () =>
        database.inPlatform(platform, ({ db }) =>
          db.deleteFrom('account_roles').where('account_id', '=', id).execute(),
        );
      return { id, actor, scope: scope as TenantScope, losesRole };
    },
    /** A tenant with one person: that much is pending. */
    async company(name: string, wish: { timezone?: string } = {}) {
      const { tenant, scope } = await people.tenant({ name, ...wish });
      await people.user(scope);
      return { tenant, scope };
    },
    async applied(service: ApplyService, scope: TenantScope): Promise<JobView> {
      const job = orThrow(await service.start(scope));
      return (await service.ended(job.id)) ?? job;
    },
    async close() {
      for (const service of agents) await service.close();
      await realtime.close();
      await people.close();
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    },
  };
}
export type QueueScene = Awaited<ReturnType<typeof queueScene>>;
