import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTRPCClient, httpLink, TRPCClientError, type TRPCClient } from '@trpc/client';
import { Agent as HttpsAgent } from 'node:https';
import type { AppRouter } from '../../agent/src/router.ts';
import {
  openRealtime,
  startAgent,
  type AgentOptions,
  type AsteriskConnection,
  type RunningAgent,
} from '../../agent/src/main.ts';
import { installation, rootfsDir } from '../../agent/src/platform/asterisk-host/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { tlsMaterial, type TlsMaterial } from '../../agent/src/platform/tls/index.ts';
import type { CreatedUser, CreateUser, Failure, JobView, TenantView } from '@synergycall/domain';
import { labAsterisk } from './asterisk.ts';
import { overHttps } from '@synergycall/client';
import { labPostgres } from './postgres.ts';
import type { LabAsterisk, LabAsteriskOptions } from './types.ts';

export type AgentClient = TRPCClient<AppRouter>;

/** A whole SynergyCall on real parts: PostgreSQL, Asterisk with its realtime store, the agent over HTTPS. */
export interface LabAgent {
  readonly agent: RunningAgent;
  readonly asterisk: LabAsterisk;
  readonly url: string;
  readonly tls: TlsMaterial;
  readonly options: AgentOptions;
  /** The first platform admin. */
  readonly admin: AgentClient;
  readonly adminLogin: { readonly email: string; readonly password: string };
  signIn(email: string, password: string): Promise<AgentClient>;
  /** A tenant with people; applied unless `apply: false`. */
  company(
    name: string,
    people: readonly (string | Partial<CreateUser>)[],
    options?: { apply?: boolean; extMin?: number; extMax?: number },
  ): Promise<Company>;
  /** Applies and waits for the end. Throws unless it is SUCCESS. */
  apply(tenantId: TenantView['id']): Promise<JobView>;
  /** The same, however it ends. */
  tryApply(tenantId: TenantView['id']): Promise<JobView>;
  /** Stops the agent (not Asterisk) and starts it anew. */
  restartAgent(): Promise<void>;
  release(): Promise<void>;
}
export interface Company {
  readonly tenant: TenantView;
  readonly people: readonly CreatedUser[];
}

export const ADMIN = { name: 'Petra Platform', email: 'petra@box.example', password: 'kelp-lantern-orbit-42' };

export async function labAgent(
  given: Pick<LabAsteriskOptions, 'realtime' | 'handWritten' | 'mariadb'> & { readonly portalDirectory?: string },
): Promise<LabAgent> {
  const stateDir = mkdtempSync(join(tmpdir(), 'synergycall-agent-'));
  const postgres = await labPostgres();
  const database = await postgres.createMigrated();
  const asterisk = await labAsterisk({
    ...given,
    schema: async (realtime, { runAs }) => {
      const store = openRealtime(realtime, runAs);
      const schema = await store.ensureSchema();
      await store.close();
      if (!schema.ok) throw new Error(JSON.stringify(schema.error));
    },
  });
  const tls = await tlsMaterial({ directory: join(stateDir, 'tls'), names: ['127.0.0.1'] });
  const options: AgentOptions = {
    stateDir,
    databaseUrl: database.url,
    asterisk: connectionOf(asterisk),
    tls,
    listen: { host: '127.0.0.1', https: 0, http: null },
    portalDirectory: given.portalDirectory,
    version: 'lab',
    log: createLog({ level: 'silent' }),
  };
  let agent = await startAgent(options);
  const https = new HttpsAgent({ ca: tls.ca, keepAlive: true, maxSockets: 16 });
  const client = (token?: string): AgentClient =>
    createTRPCClient<AppRouter>({
      links: [
        httpLink({
          url: `https://127.0.0.1:${agent.httpsPort}/trpc`,
          fetch: overHttps(https),
          headers: token ? { authorization: `Bearer ${token}` } : {},
        }),
      ],
    });
  const code = agent.bootstrapCode;
  if (!code) throw new Error('lab: the database is not fresh');
  const first = await client().auth.bootstrap.mutate({ ...ADMIN, code });
  let token = first.token ?? '';

  const lab: LabAgent = {
    get agent() {
      return agent;
    },
    asterisk,
    tls,
    options,
    get url() {
      return `https://127.0.0.1:${agent.httpsPort}`;
    },
    get admin() {
      return client(token);
    },
    adminLogin: ADMIN,
    async signIn(email, password) {
      const { token: own } = await client().auth.signIn.mutate({ email, password, client: 'api' });
      return client(own ?? '');
    },
    async company(name, people, wish = {}) {
      const { apply = true, ...range } = wish;
      const tenant = await lab.admin.tenant.create.mutate({ name, ...range });
      const made: CreatedUser[] = [];
      for (const person of people) {
        const more = typeof person === 'string' ? { name: person } : person;
        // Who has a mailbox is never busy: tests that want one say so.
        const wishes = { name: 'Somebody', voicemailEnabled: false, ...more };
        made.push(await lab.admin.user.create.mutate({ ...wishes, tenantId: tenant.id }));
      }
      if (apply) await lab.apply(tenant.id);
      return { tenant, people: made };
    },
    async apply(tenantId) {
      const job = await lab.tryApply(tenantId);
      if (job.status !== 'SUCCESS')
        throw new Error(`apply ended ${job.status}: ${job.error?.detail ?? ''} (${job.error?.remedy ?? ''})`);
      return job;
    },
    async tryApply(tenantId) {
      let job = await lab.admin.applies.start.mutate({ tenantId });
      // Each question takes time from the apply, which goes on in this process; none is over sooner than that.
      for (let wait = 200; job.status === 'PENDING' || job.status === 'RUNNING'; wait = 40) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        job = await lab.admin.applies.job.query({ tenantId, id: job.id });
      }
      return job;
    },
    async restartAgent() {
      await agent.stop();
      agent = await startAgent({ ...options, knownBoxId: agent.boxId });
    },
    async release() {
      https.destroy();
      await agent.stop();
      await asterisk.release();
      await database.drop();
      await postgres.release();
      rmSync(stateDir, { recursive: true, force: true });
      token = '';
    },
  };
  return lab;
}

export function connectionOf(asterisk: LabAsterisk): AsteriskConnection {
  const { version, paths, shell, ami, realtime, runAs, ports } = asterisk;
  return {
    version,
    etc: paths.etc,
    astdb: paths.astdb,
    controlSocket: join(paths.run, 'asterisk.ctl'),
    spool: paths.spool,
    shell,
    program: installation(rootfsDir()),
    ami,
    realtime,
    runAs,
    signalling: { address: '127.0.0.1', udp: ports.sip, tcp: ports.sip, tls: ports.sipTls, wss: ports.wss },
  };
}

/** The failure a call ended with; throws when it succeeded or broke otherwise. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    const data = error instanceof TRPCClientError ? (error.data as { failure?: Failure } | null) : null;
    if (data?.failure) return data.failure;
    throw error;
  }
  throw new Error('it succeeded');
}
