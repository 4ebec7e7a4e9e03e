import type { AccountId, Grant, SessionId } from '@synergycall/domain';
import pino from 'pino';
import { createCallerFactory, router, type RequestContext } from '../../rpc/index.ts';
import { fakeAmi } from '../../platform/ami/index.ts';
import { newId } from '../../platform/random/index.ts';
import { boxRouter } from '../box/index.ts';
import { flowRouter, promptRouter } from '../callflow/index.ts';
import { didRouter, flowNumbers } from '../did/index.ts';
import { forwardersTo, handlingRouter, handlingWatch, moveForwards } from '../handling/index.ts';
import { deviceRouter, liveStatus, liveTopics } from '../device/index.ts';
import { healthRouter, healthService, absent } from '../health/index.ts';
import { selfRouter } from '../self/index.ts';
import { tenantRouter } from '../tenant/index.ts';
import type { Office } from './office.fake.ts';
import { fakeMessageDeps } from '../../router.mail.fake.ts';
import { userRouter } from './user.router.ts';

/** The routers of these features as someone with these grants calls them, with live acts and Asterisk that only take notes. */
export function switchboard(agent: Office) {
  const acts: string[] = [];
  const pending = new Map<string, 'new' | 'changed'>();
  const note =
    (act: string) =>
    async (...args: unknown[]) => {
      acts.push(`${act} ${args.flat().join(' ')}`);
      return 'live' as const;
    };
  const live = {
    suspendUser: note('suspendUser'),
    restoreUser: note('restoreUser'),
    suspendTenant: note('suspendTenant'),
    restoreTenant: note('restoreTenant'),
    revokeDevice: note('revokeDevice'),
    revokeDevices: note('revokeDevices'),
    overrideHours: note('overrideHours'),
    handleCalls: note('handleCalls'),
    logAgents: note('logAgents'),
  };
  const [events, query] = [fakeAmi(), fakeAmi()];
  const status = liveStatus({ events, query, gatherMs: 1 });
  const topics = liveTopics({ database: agent.database, status, minIntervalMs: 20 });
  const pendingOf = async () => pending;
  const runtime = () => ({ asteriskVersion: null, realtime: 'none' as const, signalling: agent.deps.signalling() });
  const health = healthService({
    version: '0',
    probes: { database: absent(''), realtime: absent(''), ami: absent(''), asterisk: absent(''), disk: absent('') },
  });
  /** What a person may not call; empty: they may call everything. */
  const blocked = new Set<string>();
  const calls = handlingWatch({ database: agent.database });
  const handling = {
    live,
    mayForward: async (_scope: unknown, _user: unknown, number: string) => !blocked.has(number),
    watch: calls,
  };
  const all = router({
    tenant: tenantRouter({ boxId: agent.boxId, live }),
    user: userRouter({
      ...agent.deps,
      live,
      pendingOf,
      hashPin: async (pin) => `hash of ${pin}`,
      onDevicesChanged: (scope) => topics.changed(scope.tenantId),
    }),
    device: deviceRouter({ ...agent.deps, live, pendingOf, topics }),
    did: didRouter({ boxId: agent.boxId, pendingOf }),
    flow: flowRouter({ numbers: flowNumbers, forwards: { forwardersTo, moveForwards }, live, pendingOf }),
    handling: handlingRouter(handling),
    prompt: promptRouter(),
    self: selfRouter({
      pendingOf,
      topics,
      handling,
      hashPin: async (pin) => `hash of ${pin}`,
      messages: fakeMessageDeps(),
      sendsMail: async () => false,
      queues: live,
    }),
    box: boxRouter({ boxId: agent.boxId, runtime }),
    health: healthRouter({ health }),
  });
  const create = createCallerFactory(all);
  return {
    acts,
    blocked,
    pending,
    events,
    query,
    close() {
      topics.close();
      status.close();
    },
    router: all,
    contextOf,
    as: (...grants: Grant[]) => create(contextOf(...grants)),
  };

  function contextOf(...grants: Grant[]): RequestContext {
    const session = {
      id: newId<SessionId>(),
      accountId: newId<AccountId>(),
      name: 'Someone',
      email: 'someone@example.com',
      grants,
      expiresAt: new Date(Date.now() + 60_000),
      via: 'bearer' as const,
      csrf: null,
    };
    return {
      database: agent.database,
      log: pino({ level: 'silent' }),
      source: '127.0.0.1',
      userAgent: null,
      session,
      csrfHeader: null,
      cookie: { set() {}, clear() {} },
    };
  }
}
