import { SAID_FAMILY, type EmergencyCallView, type TenantId } from '@synergycall/domain';
import type { Ami, Unsubscribe } from '../../platform/ami/index.ts';
import { noteTaker, type AstdbFile, type AstdbKey } from '../../platform/astdb/index.ts';
import {
  apart,
  type AppDatabase,
  type PlatformScope,
  type PlatformTx,
  type TenantScope,
} from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { insertCall, listCalls, markUnrouted } from './emergency-call.store.ts';
import { notesOf, saidByEvent, saidByNotes, type Said } from './said-call.ts';

/** Tells people of an emergency call. It may fail: the record stands, and the agent goes on. */
export interface EmergencySender {
  /** `call.notify` is not empty. In the transaction of the record: what is written there is there with it, or neither. */
  send(call: EmergencyCallView, tx: PlatformTx): Promise<void>;
  /** It is on record. */
  onRecorded?(): void;
}

/** Hears emergency calls, writes them down, and tells of them. */
export interface EmergencyWatch {
  /** The newest calls of a tenant now, and again at each new one, until the signal. */
  follow(
    scope: TenantScope,
    options: { readonly signal: AbortSignal | undefined },
  ): AsyncGenerator<readonly EmergencyCallView[]>;
  /** Writes down what the core noted while nobody listened. Again by itself where that fails. */
  catchUp(): Promise<void>;
  close(): void;
}

export interface EmergencyWatchOptions {
  readonly events: Ami;
  readonly writer: Ami;
  readonly astdb: Pick<AstdbFile, 'read'>;
  readonly database: AppDatabase;
  /** The agent itself. */
  readonly scope: PlatformScope;
  readonly sender: EmergencySender;
  readonly log: Logger;
  /** After a failure. */
  readonly retryMs?: number;
}

/** As many are shown to those who follow. */
const SHOWN = 20;

/**
 * An event is the quick way; the core's note of the same call (decision 0013) is the sure one, and stays until the call
 * is in PostgreSQL. A call that is told of twice is one by its unique id.
 */
export function emergencyWatch(options: EmergencyWatchOptions): EmergencyWatch {
  const { events, writer, astdb, database, scope, sender, log, retryMs = 10_000 } = options;
  const changes = new Map<TenantId, PromiseWithResolvers<void>>();
  // One after the other: that a call is unrouted comes after the call.
  const notes = noteTaker({
    astdb,
    family: SAID_FAMILY,
    notesOf: saidByNotes,
    async take({ said, keys }) {
      if (said) await record(said);
      else log.warn({ keys: keys.map(({ key }) => key) }, 'a note of an emergency call that says nothing');
      await forget(keys);
    },
    onFailure: (err) => log.error({ err }, 'an emergency call is not on record yet'),
    retryMs,
  });

  async function record({ call, unrouted }: Said): Promise<void> {
    const told = await database.inPlatform(scope, async (tx) => {
      const made = await insertCall(tx, call);
      if (made) await tx.audit(entry('emergency.call', made));
      const failed = unrouted ? await markUnrouted(tx, call) : undefined;
      if (failed) await tx.audit(entry('emergency.unrouted', failed));
      if (made && made.notify.length > 0)
        // Whatever becomes of the letter, the call is on record.
        await apart(tx, () => sender.send(failed ?? made, tx)).catch((err: unknown) =>
          log.error({ err, call: made.id }, 'nobody was told by e-mail'),
        );
      return { made, now: failed ?? made };
    });
    const { made, now } = told;
    if (!now) return;
    const { tenantId, number, sipUsername, locationName } = now;
    log.warn({ tenantId, number, sipUsername, locationName, unrouted: now.unrouted }, 'emergency call');
    changes.get(tenantId)?.resolve();
    changes.delete(tenantId);
    if (made) sender.onRecorded?.();
  }

  /** What is left there is written down again, once more for nothing. */
  async function forget(keys: readonly AstdbKey[]): Promise<void> {
    const gone = await writer.dbDelMany(keys.map(({ family, key }) => ({ family, key })));
    if (!gone.ok) notes.again();
  }

  const hear = (said: Said): Promise<void> =>
    notes.inTurn(async () => {
      await record(said);
      await forget(notesOf(said.call));
    });

  const subscriptions: Unsubscribe[] = [
    events.on('UserEvent', (event) => {
      const said = saidByEvent(event);
      if (said) void hear(said);
      else if (event['userevent'] === 'ScEmergency')
        log.warn({ number: event['number'] }, 'emergency call by a phone that is no tenant’s');
    }),
    events.onFullyBooted(() => void notes.catchUp()),
  ];

  return {
    catchUp: () => notes.catchUp(),
    async *follow(tenantScope, { signal }) {
      const ended = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      while (!signal?.aborted && !notes.isClosed) {
        const next = changes.get(tenantScope.tenantId) ?? Promise.withResolvers<void>();
        changes.set(tenantScope.tenantId, next);
        yield await database.read(tenantScope, (tx) => listCalls(tx, SHOWN));
        await Promise.race([next.promise, ended]);
      }
    },
    close() {
      notes.close();
      for (const end of subscriptions) end();
      for (const one of changes.values()) one.resolve();
      changes.clear();
    },
  };
}

const entry = (action: string, call: EmergencyCallView) => ({
  action,
  entity: { kind: 'device', id: call.deviceId, name: call.deviceLabel },
  after: call,
  tenantId: call.tenantId,
});
