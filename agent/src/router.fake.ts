import { ok } from '@synergycall/domain';
import type { AccountId, BoxId, Grant, SessionId } from '@synergycall/domain';
import { fakeAmi } from './platform/ami/index.ts';
import { keyring } from './platform/crypto/index.ts';
import type { AppDatabase, AuditEntry, Scope } from './platform/database/index.ts';
import { createLog, type Logger } from './platform/log/index.ts';
import { passwords } from './platform/password/index.ts';
import { newId } from './platform/random/index.ts';
import { callModels, driftWatch, type ApplyRouterDeps, type DriftRouterDeps } from './features/apply/index.ts';
import { liveStatus, liveTopics, userDevices } from './features/device/index.ts';
import { queueCounts } from './features/queue/index.ts';
import { flowNumbers, userNumbers } from './features/did/index.ts';
import { forwardersTo, handlingWatch, moveForwards } from './features/handling/index.ts';
import { emergencyWatch } from './features/emergency/index.ts';
import { policiesUsing, trunkUses } from './features/policy/index.ts';
import { hasPrices } from './features/spending/index.ts';
import { testCalls, trunkStatus } from './features/trunk/index.ts';
import { absent, healthService } from './features/health/index.ts';
import { mintPlatformScope, systemActor, type RequestContext, type Session } from './rpc/index.ts';
import { fakeMail, fakeMessageDeps } from './router.mail.fake.ts';
import { appRouter, type RouterDeps } from './router.ts';

const KEY = { current: 'k1test', keys: { k1test: Buffer.alloc(32, 7).toString('base64') } };
export const silent = createLog({ level: 'silent' });

/** The whole router with live acts that do nothing and an Asterisk that isn't there; `database` may be a real one. */
export function fakeRouter(database: AppDatabase, boxId: BoxId, apply?: ApplyRouterDeps) {
  const credentials = {
    keyring: keyring(KEY),
    signalling: () => ({ address: '192.0.2.10', udp: 5060, tcp: 5060, tls: 5061, wss: 8089 }),
  };
  const live = () => Promise.resolve('live' as const);
  const acts = {
    suspendUser: live,
    restoreUser: live,
    suspendTenant: live,
    restoreTenant: live,
    revokeDevice: live,
    revokeDevices: live,
    overrideHours: live,
    handleCalls: live,
    logAgents: live,
  };
  const status = liveStatus({ events: fakeAmi(), query: fakeAmi(), gatherMs: 1 });
  const trunks = trunkStatus({ events: fakeAmi(), query: fakeAmi() });
  const tests = testCalls({ events: fakeAmi(), writer: fakeAmi(), status: trunks });
  const topics = liveTopics({ database, status });
  const emergency = emergencyWatch({
    events: fakeAmi(),
    writer: fakeAmi(),
    astdb: { read: () => ok([]) },
    database,
    scope: mintPlatformScope(systemActor('test')),
    sender: { send: () => Promise.resolve() },
    log: silent,
  });
  const pendingOf = () => Promise.resolve(new Map<string, 'new' | 'changed'>());
  const nothing = absent('not in this test');
  const calls = handlingWatch({ database });
  const handling = { live: acts, mayForward: () => Promise.resolve(true), watch: calls };
  const sendsMail = () => Promise.resolve(true);
  const messages = fakeMessageDeps();
  const hashPin = (pin: string): Promise<string> => Promise.resolve(`hash of ${pin}`);
  const system = mintPlatformScope(systemActor('test'));
  const readModels = callModels({ database, boxId });
  const deps: RouterDeps = {
    access: { database, passwords: passwords(), version: '0', boxName: () => Promise.resolve('box') },
    tenant: { boxId, live: acts },
    user: { ...credentials, devices: userDevices(credentials), numbers: userNumbers, live: acts, pendingOf, hashPin },
    device: { ...credentials, live: acts, pendingOf, topics },
    did: { boxId, pendingOf },
    flow: { numbers: flowNumbers, policiesUsing, forwards: { forwardersTo, moveForwards }, live: acts, pendingOf },
    handling,
    trunk: {
      boxId,
      keyring: credentials.keyring,
      pendingOf,
      allPending: pendingOf,
      status: trunks,
      tests,
      surroundings: () => ({ address: '192.0.2.10', ports: [5060, 5061], phones: [] }),
      uses: trunkUses,
    },
    trace: { readModels, now: Date.now },
    policy: {
      pendingOf,
      hasPrices: (tenantId) => database.read(system, (tx) => hasPrices(tx, { boxId, tenantId })),
    },
    spending: {
      boxId,
      database,
      scope: system,
      readLimit: async (scope) => (await readModels(scope))?.pending.outbound?.spendPerDay ?? null,
      settle: live,
      settlePrices: () => Promise.resolve(),
    },
    voicemail: { hashPin, sendsMail },
    mail: { ...fakeMail, boxId, keyring: credentials.keyring },
    queue: { database, ami: fakeAmi(), counts: queueCounts(fakeAmi()), live: acts },
    self: { pendingOf, topics, handling, queues: acts, hashPin, messages, sendsMail },
    location: { pendingOf },
    emergency: { watch: emergency },
    apply: apply ?? ({} as ApplyRouterDeps),
    drift: apply ? driftOf(apply) : ({} as DriftRouterDeps),
    box: { boxId, runtime: () => ({ asteriskVersion: null, realtime: 'none', signalling: credentials.signalling() }) },
    doctor: () => Promise.resolve({ at: new Date().toISOString(), version: '0', checks: [] }),
    health: healthService({
      version: '0',
      probes: { database: nothing, realtime: nothing, ami: nothing, asterisk: nothing, disk: nothing },
    }),
  };
  return {
    router: appRouter(deps),
    close() {
      topics.close();
      emergency.close();
      tests.close();
      trunks.close();
      status.close();
    },
  };
}

/** Nobody looks by itself: those who ask for `now` do. */
function driftOf(apply: ApplyRouterDeps): DriftRouterDeps {
  const { service } = apply;
  const scope = mintPlatformScope(systemActor('test'));
  const deps = { ...apply, live: service.live, scope };
  return { ...deps, watch: driftWatch(deps) };
}

/** A database in which only denials can be written; they land in `denials`. */
export function denyingDatabase(): { database: AppDatabase; denials: (AuditEntry & { scope: Scope })[] } {
  const denials: (AuditEntry & { scope: Scope })[] = [];
  const refuse = () => Promise.reject(new Error('reached the database'));
  const database: AppDatabase = {
    inTenant: refuse,
    inPlatform: refuse,
    read: refuse,
    call: refuse,
    snapshot: refuse,
    ping: refuse,
    close: () => Promise.resolve(),
    boxLock: { tryLock: refuse, holder: refuse },
    inAuth: (scope, work) =>
      work({
        scope,
        get db(): never {
          throw new Error('reached the database');
        },
        audit: (entry) => {
          denials.push({ ...entry, scope });
          return Promise.resolve();
        },
        auditAll: refuse,
      }),
  };
  return { database, denials };
}

/** The context of a request by someone with these grants; no grants argument: nobody is signed in. */
export function contextOf(database: AppDatabase, grants?: readonly Grant[], log: Logger = silent): RequestContext {
  const session: Session | undefined = grants && {
    id: newId<SessionId>(),
    accountId: newId<AccountId>(),
    name: 'Someone',
    email: 'someone@example.com',
    grants,
    expiresAt: new Date(Date.now() + 60_000),
    via: 'bearer',
    csrf: null,
  };
  return {
    database,
    log,
    source: '192.0.2.1',
    userAgent: null,
    session,
    csrfHeader: null,
    cookie: { set() {}, clear() {} },
  };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { name: string; in: string }[];
  readonly responses: Readonly<Record<string, { content: { 'application/json': { schema: object } } }>>;
}
/** What is read of `/api/openapi.json`. */
export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}
