import { hostname } from 'node:os';
import { statfs } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BoxId } from '@synergycall/domain';
import { ensureBootstrapCode, resolveSession } from './features/access/index.ts';
import {
  callModels,
  applyService,
  asteriskSide,
  driftCheck,
  driftWatch,
  keepQueue,
  keepReconciled,
  keepSaid,
  liveSpendLimit,
  mayForward,
  pendingOf,
  pendingOfAll,
  type ApplyRecord,
} from './features/apply/index.ts';
import { ensureBox, findBox } from './features/box/index.ts';
import { userDevices, type Signalling } from './features/device/index.ts';
import { flowNumbers, userNumbers } from './features/did/index.ts';
import { forwardersTo, handlingWatch, moveForwards } from './features/handling/index.ts';
import {
  absent,
  amiProbe,
  asteriskProbe,
  databaseProbe,
  diskProbe,
  healthService,
  realtimeProbe,
} from './features/health/index.ts';
import { openMail } from './features/mail/index.ts';
import { policiesUsing, trunkUses } from './features/policy/index.ts';
import { keepVoicemail } from './features/voicemail/index.ts';
import { absentAmi, connectAmi } from './platform/ami/index.ts';
import { astdbFile, convertLive } from './platform/astdb/index.ts';
import { asteriskCli } from './platform/asterisk-cli/index.ts';
import type { AmiAccounts, RealtimeStore as RealtimePlace } from './platform/asterisk-host/index.ts';
import { openKeyring } from './platform/crypto/index.ts';
import { migrate, openDatabase } from './platform/database/index.ts';
import { ownedFiles } from './platform/files/index.ts';
import { journalFolder } from './platform/journal/index.ts';
import { createLog, type Logger } from './platform/log/index.ts';
import { passwords } from './platform/password/index.ts';
import { mariadbRealtime, sqliteRealtime, type RealtimeStore } from './platform/realtime/index.ts';
import { shadow, type ShadowProgram } from './platform/shadow/index.ts';
import { soundFiles } from './platform/sound-files/index.ts';
import type { TlsMaterial } from './platform/tls/index.ts';
import { mintPlatformScope, systemActor } from './rpc/index.ts';
import { agentDoctor } from './doctor.ts';
import { appRouter } from './router.ts';
import { startServer } from './server.ts';
import { openWatches } from './watches.ts';

/** The Asterisk that this agent manages: found on the host or started privately (cli/asterisk.ts). */
export interface AsteriskConnection {
  readonly version: string;
  /** Its configuration folder; ours are the folders named `synergycall` below. */
  readonly etc: string;
  readonly astdb: string;
  readonly controlSocket: string;
  /** Where messages and greetings are; absent: Debian's. */
  readonly spool?: string;
  /** How a second one of the same program is started, to try things; absent: it can't be. */
  readonly program?: ShadowProgram | undefined;
  /** How a person calls it at a shell; default `asterisk`. */
  readonly shell?: string;
  readonly ami: AmiAccounts;
  readonly realtime: RealtimePlace;
  /** Who it runs as, when not as this process. */
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined;
  readonly signalling: Signalling;
}

export interface AgentOptions {
  /** Keys, journal, back-ups; must exist. */
  readonly stateDir: string;
  /** SECURITY: holds a password. */
  readonly databaseUrl: string;
  readonly asterisk: AsteriskConnection | undefined;
  readonly tls: TlsMaterial;
  /** Asked once a day: gives the same certificate, or a new one when it is about to end. */
  readonly renewTls?: () => Promise<TlsMaterial>;
  readonly listen: {
    readonly host: string;
    readonly https: number;
    readonly http: number | null;
    readonly socketPath?: string;
  };
  readonly portalDirectory: string | undefined;
  readonly version: string;
  readonly knownBoxId?: BoxId | undefined;
  readonly log?: Logger;
}

export interface RunningAgent {
  readonly boxId: BoxId;
  readonly httpsPort: number;
  readonly httpPort: number | null;
  /** Present while no account exists. */
  readonly bootstrapCode: string | undefined;
  /** Whether the static core is live; a sentence otherwise. */
  readonly core: 'live' | { readonly problem: string };
  /** Stops listening, lets an apply under way end, closes every connection. Databases and Asterisk are left to their owners. */
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;

export function openRealtime(
  place: RealtimePlace,
  owner?: { readonly uid: number; readonly gid: number },
): RealtimeStore {
  return place.kind === 'sqlite'
    ? sqliteRealtime({ file: place.file, ...(owner && { owner }) })
    : mariadbRealtime(place);
}

/** Opens the effects, hands them to the features, listens. Throws when the database can't be used; Asterisk may come later. */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const opened: Closing[] = [];
  try {
    const parts = await open(options, (close) => void opened.push(close));
    return { ...parts, stop: () => closeAll(opened) };
  } catch (cause) {
    // Half an agent would keep its port, its AMI connections and its process.
    await closeAll(opened).catch(() => undefined);
    throw cause;
  }
}

type Closing = () => unknown;

/** Last opened, first closed; what fails to close keeps nothing else open. Throws the first failure at the end. */
async function closeAll(opened: Closing[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = opened.pop(); close; close = opened.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function open(options: AgentOptions, closeLater: (close: Closing) => void): Promise<Omit<RunningAgent, 'stop'>> {
  const { asterisk, stateDir, version } = options;
  const log = options.log ?? createLog();
  await migrate(options.databaseUrl);
  const database = openDatabase(options.databaseUrl, {
    onIdleError: (err) => log.warn({ err }, 'an idle database connection was lost'),
  });
  closeLater(() => database.close());
  const system = mintPlatformScope(systemActor('system'));
  const box = await ensureBox(database, system, { known: options.knownBoxId, name: hostname() });
  const boxId = box.id;
  const keyring = openKeyring(join(stateDir, 'keys.json'));
  const place: RealtimePlace = asterisk?.realtime ?? {
    kind: 'sqlite',
    file: join(stateDir, 'no-asterisk', 'pbx.sqlite3'),
  };
  if (!asterisk) mkdirSync(join(stateDir, 'no-asterisk'), { recursive: true, mode: 0o700 });
  const realtime = openRealtime(place, asterisk?.runAs);
  closeLater(() => realtime.close());
  // A private Asterisk finds its tables made before it starts; a host's own one has nobody else to make them.
  const schema = await realtime.ensureSchema();
  if (!schema.ok) log.error({ problem: schema.error }, 'the realtime tables are not as they should be');
  const writer = asterisk ? connectAmi(amiOptions(asterisk.ami.writer, 'writer')) : absentAmi();
  const events = asterisk ? connectAmi(amiOptions(asterisk.ami.reader, 'events')) : absentAmi();
  const astdb = astdbFile(asterisk?.astdb ?? join(stateDir, 'no-asterisk', 'astdb.sqlite3'));
  closeLater(() => Promise.all([writer.close(), events.close()]));
  closeLater(() => astdb.close());
  // A host's own Asterisk keeps AstDB in a mode in which our reading would make it lose writes (platform/astdb).
  let converting: Promise<unknown> | undefined;
  const makeAstdbReadable = (): Promise<unknown> =>
    (converting ??= convertLive(asterisk?.astdb ?? '', writer)
      .then(
        (done) => done.ok || log.error({ code: done.error.code }, 'AstDB stays unread'),
        (err: unknown) => log.error({ err }, 'AstDB stays unread'),
      )
      .finally(() => (converting = undefined)));
  if (asterisk) writer.onFullyBooted(() => void makeAstdbReadable());
  const calls = handlingWatch({ database });
  const applyDeps = {
    onTaken: calls.changed,
    boxId,
    database,
    keyring,
    realtime,
    asterisk: asteriskSide({
      writer,
      events,
      astdb,
      cli: asterisk ? asteriskCli(asterisk.controlSocket) : null,
      cached: place.kind === 'mariadb',
      ...(asterisk?.shell && { shell: asterisk.shell }),
    }),
    files: ownedFiles({ etc: asterisk?.etc ?? join(stateDir, 'no-asterisk'), state: join(stateDir, 'apply') }),
    ...(asterisk && { soundFiles: soundFiles(asterisk.etc) }),
    shadow: asterisk?.program ? shadow({ program: asterisk.program, runAs: asterisk.runAs }) : null,
    journals: journalFolder<ApplyRecord>(join(stateDir, 'journal')),
    log,
  };
  void applyDeps.shadow?.sweep().catch((err: unknown) => log.warn({ err }, 'a left throwaway Asterisk stays'));
  const apply = applyService(applyDeps);
  const drift = driftWatch({
    ...applyDeps,
    live: apply.live,
    scope: system,
    isSettling: () => apply.behind || apply.unfinished,
  });
  const mail = openMail({ boxId, keyring, database, scope: system, log });
  closeLater(() => mail.stop());
  const heard = { events, writer, astdb, database, boxId, scope: system, log };
  const { counts, status, emergency, trunks, tests, topics, prices } = openWatches(heard, mail, closeLater);
  // Before the others: an apply under way still tells of itself.
  closeLater(() => apply.close());
  const health = healthService({
    version,
    probes: {
      database: databaseProbe(database),
      realtime: asterisk ? realtimeProbe(realtime) : absent('no Asterisk'),
      ami: asterisk ? amiProbe({ writer, events }) : absent('no Asterisk'),
      asterisk: asterisk ? asteriskProbe(writer) : absent('no Asterisk'),
      disk: diskProbe(() => statfs(stateDir)),
    },
  });
  const signalling = (): Signalling =>
    asterisk?.signalling ?? { address: '127.0.0.1', udp: null, tcp: null, tls: null, wss: null };
  const credentials = { keyring, signalling };
  const pending = pendingOf(apply.readPending);
  const hashing = passwords();
  const readModels = callModels({ database, boxId });
  const handling = { live: apply.live, mayForward: mayForward(readModels, Date.now), watch: calls };
  const voicemail = keepVoicemail({
    database,
    scope: system,
    boxId,
    events,
    writer,
    spool: asterisk ? (asterisk.spool ?? '/var/spool/asterisk') : null,
    wakeMail: mail.wake,
    verify: hashing.verify,
    log,
  });
  closeLater(() => voicemail.close());
  mail.onSent(voicemail.letterSent);
  const router = appRouter({
    access: {
      database,
      passwords: hashing,
      version,
      boxName: async () => (await database.read(system, (tx) => findBox(tx, boxId)))?.name ?? box.name,
    },
    tenant: { boxId, live: apply.live },
    user: {
      devices: userDevices(credentials),
      numbers: userNumbers,
      live: apply.live,
      pendingOf: pending,
      hashPin: hashing.hash,
      onDevicesChanged: (scope) => topics.changed(scope.tenantId),
    },
    device: { ...credentials, live: apply.live, pendingOf: pending, topics },
    did: { boxId, pendingOf: pending },
    trace: { readModels, now: Date.now },
    flow: {
      numbers: flowNumbers,
      policiesUsing,
      forwards: { forwardersTo, moveForwards },
      live: apply.live,
      pendingOf: pending,
    },
    handling,
    queue: { database, ami: writer, counts, live: apply.live },
    trunk: {
      boxId,
      keyring,
      pendingOf: pending,
      allPending: pendingOfAll(apply),
      status: trunks,
      tests,
      surroundings: () => {
        const { address, udp, tcp, tls } = signalling();
        return { address, ports: [udp, tcp, tls].filter((port) => port !== null), phones: status.addresses() };
      },
      uses: trunkUses,
    },
    policy: { pendingOf: pending, hasPrices: prices.covers },
    spending: {
      ...heard,
      readLimit: (scope) => database.read(scope, (tx) => liveSpendLimit(tx, scope.tenantId)),
      settle: apply.live.handleCalls,
      settlePrices: prices.settle,
    },
    voicemail: { hashPin: hashing.hash, sendsMail: mail.sends },
    mail,
    location: { pendingOf: pending },
    emergency: { watch: emergency },
    self: {
      pendingOf: pending,
      topics,
      handling,
      queues: apply.live,
      hashPin: hashing.hash,
      messages: voicemail.messages,
      sendsMail: mail.sends,
    },
    box: {
      boxId,
      runtime: () => ({
        asteriskVersion: asterisk?.version ?? null,
        realtime: asterisk ? place.kind : 'none',
        signalling: signalling(),
      }),
    },
    health,
    doctor: agentDoctor({
      version,
      boxId,
      health,
      database,
      scope: system,
      asterisk: applyDeps.asterisk,
      folders: asterisk ? [join(asterisk.etc, 'extensions.d', 'synergycall'), stateDir] : [stateDir],
      certificate: () => options.tls.certificate,
      openJournals: async () => (await applyDeps.journals.open()).length,
      shadow: applyDeps.shadow,
      drift: () => Promise.resolve(driftCheck(drift)),
    }),
    apply: { ...applyDeps, service: apply, drift },
    drift: { ...applyDeps, live: apply.live, scope: system, service: apply, watch: drift },
  });
  let coreTried = false;
  const core = asterisk ? await writeCore() : ({ problem: 'there is no Asterisk' } as const);
  const reconciler = asterisk ? keepReconciled(apply, { writer, log, coreTried }) : undefined;
  closeLater(() => reconciler?.stop());
  if (asterisk) {
    closeLater(keepSaid({ events, writer, live: apply.live, log }));
    const watching = drift.start();
    closeLater(() => watching.stop());
    closeLater(writer.onFullyBooted(() => drift.soon()));
    apply.board.onEnded(() => drift.soon());
  }
  // Where there is no Asterisk nothing can be applied: what waits goes on waiting.
  const queue = asterisk ? keepQueue(apply, { log }) : undefined;
  closeLater(() => queue?.stop());
  const server = await startServer({
    router,
    version,
    database,
    log,
    resolveSession: (token, via) => resolveSession(database, token, via),
    isHealthy: async () => (await health.get()).state === 'ok',
    portalDirectory: options.portalDirectory,
    tls: options.tls,
    host: options.listen.host,
    httpsPort: options.listen.https,
    httpPort: options.listen.http,
    ...(options.listen.socketPath && { socketPath: options.listen.socketPath }),
  });
  closeLater(() => server.close());
  const renewal = setInterval(
    () =>
      void options.renewTls?.().then(
        (material) => server.setTls(material),
        (err: unknown) => log.error({ err }, 'certificate not renewed'),
      ),
    DAY_MS,
  ).unref();
  closeLater(() => clearInterval(renewal));
  const bootstrapCode = await ensureBootstrapCode(database);

  return {
    boxId,
    httpsPort: server.httpsPort,
    httpPort: server.httpPort,
    bootstrapCode,
    core,
  };

  /** The part that all tenants share is written by the agent itself; what tenants changed waits for an admin. */
  async function writeCore(): Promise<RunningAgent['core']> {
    if (!(await writer.waitLive(10_000))) return { problem: 'Asterisk does not answer yet' };
    await makeAstdbReadable();
    await apply.recover();
    const job = await apply.ensureCore();
    coreTried = job === undefined || job.ok;
    if (job === undefined || (job.ok && job.value.status === 'SUCCESS')) return 'live';
    return { problem: job.ok ? (job.value.error?.detail ?? job.value.status) : job.error.code };
  }
}

function amiOptions(account: AmiAccounts['writer'], role: 'writer' | 'events') {
  return { host: account.host, port: account.port, username: account.username, secret: account.password, role };
}
