import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyService,
  asteriskSide,
  type ApplyDeps,
  type ApplyRecord,
  type ApplyRouterDeps,
  type ApplyService,
} from '../../agent/src/features/apply/index.ts';
import { userDevices, type CredentialDeps } from '../../agent/src/features/device/index.ts';
import { createTenant } from '../../agent/src/features/tenant/index.ts';
import { createUser } from '../../agent/src/features/user/index.ts';
import { connectAmi, type Ami } from '../../agent/src/platform/ami/index.ts';
import { asteriskCli } from '../../agent/src/platform/asterisk-cli/index.ts';
import { astdbFile, type AstdbFile } from '../../agent/src/platform/astdb/index.ts';
import { openKeyring } from '../../agent/src/platform/crypto/index.ts';
import {
  openDatabase,
  type AppDatabase,
  type PlatformScope,
  type TenantScope,
} from '../../agent/src/platform/database/index.ts';
import { ownedFiles } from '../../agent/src/platform/files/index.ts';
import { journalFolder } from '../../agent/src/platform/journal/index.ts';
import { soundFiles } from '../../agent/src/platform/sound-files/index.ts';
import { shadow, type ShadowProgram } from '../../agent/src/platform/shadow/index.ts';
import { installation, provisionRootfs } from '../../agent/src/platform/asterisk-host/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { newId } from '../../agent/src/platform/random/index.ts';
import { mariadbRealtime, sqliteRealtime, type RealtimeStore } from '../../agent/src/platform/realtime/index.ts';
import { mintPlatformScope, mintTenantScope, systemActor } from '../../agent/src/rpc/index.ts';
import type { BoxId, CreatedUser, JobView, Result, TenantId, TenantView } from '../../packages/domain/src/index.ts';
import { cuttable, type Cuttable } from './cuttable.ts';
import { labAsterisk, labPostgres, type LabAsterisk, type LabDatabase, type LabServer } from '../lab/index.ts';

/** What a process needs to become an agent of the box; plain JSON, so that a child process can be one. */
export interface BoxAddress {
  readonly boxId: BoxId;
  readonly databaseUrl: string;
  readonly state: string;
  readonly asterisk: {
    readonly etc: string;
    readonly astdb: string;
    readonly socket: string;
    readonly shell: string;
    readonly program: ShadowProgram;
    readonly ami: LabAsterisk['ami'];
    readonly realtime: LabAsterisk['realtime'];
    readonly runAs: LabAsterisk['runAs'];
  };
}

/** An agent's parts around apply, as main composes them. */
export interface Agent {
  readonly applyDeps: ApplyRouterDeps;
  readonly service: ApplyService;
  readonly database: AppDatabase;
  readonly realtime: RealtimeStore;
  readonly writer: Ami;
  readonly astdb: AstdbFile;
  close(): Promise<void>;
}

export type Watch = NonNullable<Parameters<typeof applyService>[0]['watch']>;

export async function openAgent(
  address: BoxAddress,
  options: { watch?: Watch; restoreMs?: number } = {},
): Promise<Agent> {
  const { boxId, databaseUrl, state, asterisk } = address;
  const { writer: w, reader: r } = asterisk.ami;
  const writer = connectAmi({ host: w.host, port: w.port, username: w.username, secret: w.password, role: 'writer' });
  const events = connectAmi({
    host: r.host,
    port: r.port,
    username: r.username,
    secret: r.password,
    role: 'events',
    events: ['UserEvent'],
  });
  const astdb = astdbFile(asterisk.astdb);
  const realtime = openRealtime(asterisk);
  const database = openDatabase(databaseUrl);
  const deps: ApplyDeps = {
    boxId,
    database,
    keyring: openKeyring(join(state, 'keys.json')),
    realtime,
    asterisk: asteriskSide({
      writer,
      events,
      astdb,
      cli: asteriskCli(asterisk.socket),
      cached: realtime.kind === 'mariadb',
      shell: asterisk.shell,
    }),
    files: ownedFiles({ etc: asterisk.etc, state: join(state, 'apply') }),
    soundFiles: soundFiles(asterisk.etc),
    shadow: shadow({ program: asterisk.program, runAs: asterisk.runAs }),
    journals: journalFolder<ApplyRecord>(join(state, 'apply/journal')),
    log: createLog({ level: process.env['SYNERGYCALL_TEST_LOG'] === '1' ? 'info' : 'error' }),
    patience: { restoreMs: options.restoreMs ?? 20_000 },
    ...(options.watch ? { watch: options.watch } : {}),
  };
  const service = applyService(deps);
  await Promise.all([writer.waitLive(10_000), events.waitLive(10_000)]);
  const close = async (): Promise<void> => {
    await service.close();
    await Promise.all([writer.close(), events.close(), database.close(), realtime.close()]);
    astdb.close();
  };
  return { applyDeps: { ...deps, service }, service, database, realtime, writer, astdb, close };
}

const openRealtime = ({ realtime, runAs }: Pick<BoxAddress['asterisk'], 'realtime' | 'runAs'>): RealtimeStore =>
  realtime.kind === 'sqlite' ? sqliteRealtime({ file: realtime.file, owner: runAs }) : mariadbRealtime(realtime);

/** A box of its own: real Asterisk, real realtime store, real PostgreSQL, core applied. */
export interface TestBox extends Agent {
  readonly address: BoxAddress;
  readonly asterisk: LabAsterisk;
  /** The agent's way to AMI; can be cut. */
  readonly ami: Cuttable;
  readonly credentials: CredentialDeps;
  readonly lab: LabDatabase;
  readonly postgres: LabServer;
  readonly platform: PlatformScope;
  tenant(name: string, range?: readonly [number, number]): Promise<{ view: TenantView; scope: TenantScope }>;
  /** Users with one phone each. */
  users(scope: TenantScope, names: readonly string[]): Promise<readonly CreatedUser[]>;
  applied(scope: TenantScope): Promise<JobView>;
  release(): Promise<void>;
}

export async function testBox(
  options: {
    realtime?: 'sqlite' | 'mariadb';
    ownPostgres?: boolean;
    mariadb?: LabServer;
    watch?: Watch;
    restoreMs?: number;
    /** Another box's database: two boxes on one. */
    lab?: LabDatabase;
    /** Between Asterisk and the agent: a place to mount something. */
    beforeAgent?: (places: { readonly state: string; readonly asterisk: LabAsterisk }) => void;
  } = {},
): Promise<TestBox> {
  const state = mkdtempSync(join(tmpdir(), 'apply-box-'));
  mkdirSync(join(state, 'apply'), { recursive: true, mode: 0o700 });
  const postgres = await labPostgres(options.ownPostgres ? { own: true } : undefined);
  const lab = options.lab ?? (await postgres.createMigrated());
  const asterisk = await labAsterisk({
    realtime: options.realtime ?? 'sqlite',
    ...(options.mariadb && { mariadb: options.mariadb }),
    schema: async (realtime, { runAs }) => {
      const store = openRealtime({ realtime, runAs });
      must(await store.ensureSchema());
      await store.close();
    },
  });
  const boxId = newId<BoxId>();
  const { paths, realtime, runAs } = asterisk;
  const { command, args, modules, data } = installation((await provisionRootfs({})).dir);
  const program = { command, args, modules, data };
  const way = await cuttable(asterisk.ami.writer.port);
  const ami = {
    writer: { ...asterisk.ami.writer, port: way.port },
    reader: { ...asterisk.ami.reader, port: way.port },
  };
  options.beforeAgent?.({ state, asterisk });
  const address: BoxAddress = {
    boxId,
    databaseUrl: lab.url,
    state,
    asterisk: {
      etc: paths.etc,
      astdb: paths.astdb,
      socket: join(paths.run, 'asterisk.ctl'),
      shell: asterisk.shell,
      program,
      ami,
      realtime,
      runAs,
    },
  };
  const agent = await openAgent(address, options);
  const platform = mintPlatformScope(systemActor('Test'));
  await agent.database.inPlatform(platform, (tx) =>
    tx.db.insertInto('boxes').values({ id: boxId, name: 'Test box' }).execute(),
  );
  const started = must(await agent.service.startBox(platform, { reason: 'test' }));
  const core = (await agent.service.ended(started.id)) ?? started;
  if (core.status !== 'SUCCESS') throw new Error(`the core did not apply: ${JSON.stringify(core.error)}`);

  const keyring = openKeyring(join(state, 'keys.json'));
  const signalling = () => ({
    address: '127.0.0.1',
    udp: asterisk.ports.sip,
    tcp: asterisk.ports.sip,
    tls: asterisk.ports.sipTls,
    wss: asterisk.ports.wss,
  });
  const credentials = { keyring, signalling };
  return {
    ...agent,
    address,
    asterisk,
    ami: way,
    credentials,
    lab,
    postgres,
    platform,
    async tenant(name, [extMin, extMax] = [1001, 2999]) {
      const view = await agent.database.inPlatform(platform, async (tx) =>
        must(
          await createTenant(tx, boxId, {
            name,
            timezone: 'UTC',
            extMin,
            extMax,
            quarantineDays: 0,
            maxUsers: 5000,
            maxDevicesPerUser: 10,
          }),
        ),
      );
      return { view, scope: mintTenantScope(view.id as TenantId, systemActor('Test')) };
    },
    async users(scope, names) {
      return agent.database.inTenant(scope, async (tx) => {
        const made: CreatedUser[] = [];
        for (const name of names)
          made.push(
            must(
              await createUser({ devices: userDevices(credentials) }, tx, {
                tenantId: scope.tenantId,
                name,
                voicemailEnabled: false,
                device: { label: 'Desk', transport: 'udp' },
              }),
            ),
          );
        return made;
      });
    },
    async applied(scope) {
      const job = must(await agent.service.start(scope));
      return (await agent.service.ended(job.id)) ?? job;
    },
    async release() {
      await agent.close();
      await way.close();
      await asterisk.release();
      if (!options.lab) await lab.drop().catch(() => undefined);
      await postgres.release();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

export function must<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}
