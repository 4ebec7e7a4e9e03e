import type { LimitAlertView } from '@synergycall/domain';
import type { Ami, Unsubscribe } from '../../platform/ami/index.ts';
import type { AstdbFile } from '../../platform/astdb/index.ts';
import type { AppDatabase, PlatformScope, PlatformTx } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { insertAlert, type StoppedCall } from './limit-alert.store.ts';
import { noteOfStopped, stoppedByEvent, stoppedByNotes } from './said-stopped.ts';

/** Hears of calls that a limit stopped, and puts an alert on record, once per tenant, kind and hour. */
export interface LimitWatch {
  /** Puts on record what the core noted while nobody listened. Again by itself where that fails. */
  catchUp(): Promise<void>;
  close(): void;
}

export interface LimitWatchOptions {
  readonly events: Ami;
  readonly writer: Ami;
  readonly astdb: Pick<AstdbFile, 'read'>;
  readonly database: AppDatabase;
  /** The agent itself. */
  readonly scope: PlatformScope;
  /** The door for letters: called in the transaction that writes the alert, so that both are there or neither. */
  readonly tell: (tx: PlatformTx, alert: LimitAlertView) => Promise<void>;
  /** Once it is on record. */
  readonly onRecorded?: () => void;
  readonly log: Logger;
  readonly now?: () => Date;
  /** After a failure. */
  readonly retryMs?: number;
}

/** Somebody who calls on and on makes an event for each call: so long nothing more of the same is asked of PostgreSQL. */
const QUIET_MS = 60_000;

/** An event is the quick way; the core's note is the sure one, and goes once the alert is in PostgreSQL. */
export function limitWatch(options: LimitWatchOptions): LimitWatch {
  const {
    events,
    writer,
    astdb,
    database,
    scope,
    tell,
    onRecorded,
    log,
    now = () => new Date(),
    retryMs = 10_000,
  } = options;
  const heard = new Map<string, number>();
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work).catch((err: unknown) => {
      log.error({ err }, 'an alert of a limit is not on record yet');
      again();
    });
    turn = done;
    return done;
  };
  function again(): void {
    if (isClosed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void catchUp();
    }, retryMs);
  }

  async function record(stopped: StoppedCall): Promise<void> {
    const made = await database.inPlatform(scope, async (tx) => {
      const alert = await insertAlert(tx, stopped);
      if (alert) await tell(tx, alert);
      return alert;
    });
    if (!made) return;
    onRecorded?.();
    log.warn({ tenantId: made.tenantId, kind: made.kind, number: made.number }, 'a limit stopped a call out');
  }

  const hear = (stopped: StoppedCall): Promise<void> =>
    inTurn(async () => {
      const same = `${stopped.tag}/${stopped.kind}`;
      if (stopped.at.getTime() - (heard.get(same) ?? 0) >= QUIET_MS) {
        await record(stopped);
        heard.set(same, stopped.at.getTime());
      }
      const { family, key } = noteOfStopped(stopped);
      if (!(await writer.dbDel({ family, key })).ok) again();
    });

  function catchUp(): Promise<void> {
    return inTurn(async () => {
      if (isClosed) return;
      const found = astdb.read('sc/said');
      if (!found.ok) {
        // Absent: nothing was ever noted. Else it is locked, or not in a mode yet in which it may be read.
        if (found.error.code !== 'astdb.unreadable' || found.error.reason !== 'absent') again();
        return;
      }
      for (const { stopped, key } of stoppedByNotes(found.value)) {
        try {
          if (stopped) await record(stopped);
          if (!(await writer.dbDel(key)).ok) again();
        } catch (err) {
          // Others' are no worse for it.
          log.error({ err }, 'an alert of a limit is not on record yet');
          again();
        }
      }
    });
  }

  const subscriptions: Unsubscribe[] = [
    events.on('UserEvent', (event) => {
      const stopped = stoppedByEvent(event, now());
      if (stopped) void hear(stopped);
    }),
    events.onFullyBooted(() => void catchUp()),
  ];
  return {
    catchUp,
    close() {
      isClosed = true;
      clearTimeout(retry);
      for (const end of subscriptions) end();
    },
  };
}
