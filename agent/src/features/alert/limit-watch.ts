import { SAID_FAMILY, type LimitAlertView } from '@synergycall/domain';
import type { Ami, Unsubscribe } from '../../platform/ami/index.ts';
import { noteTaker, type AstdbFile } from '../../platform/astdb/index.ts';
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
  const notes = noteTaker({
    astdb,
    family: SAID_FAMILY,
    notesOf: stoppedByNotes,
    async take({ stopped, key }) {
      if (stopped) await record(stopped);
      if (!(await writer.dbDel(key)).ok) notes.again();
    },
    onFailure: (err) => log.error({ err }, 'an alert of a limit is not on record yet'),
    retryMs,
  });

  async function record(stopped: StoppedCall): Promise<void> {
    const made = await database.inPlatform(scope, async (tx) => {
      const alert = await insertAlert(tx, stopped);
      if (alert) await tell(tx, alert);
      return alert;
    });
    if (!made) return;
    onRecorded?.();
    log.warn({ tenantId: made.tenantId, kind: made.kind, number: made.number }, 'calls out met a limit');
  }

  const hear = (stopped: StoppedCall): Promise<void> =>
    notes.inTurn(async () => {
      const same = `${stopped.tag}/${stopped.kind}`;
      if (stopped.at.getTime() - (heard.get(same) ?? 0) >= QUIET_MS) {
        await record(stopped);
        heard.set(same, stopped.at.getTime());
      }
      const { family, key } = noteOfStopped(stopped);
      if (!(await writer.dbDel({ family, key })).ok) notes.again();
    });

  const subscriptions: Unsubscribe[] = [
    events.on('UserEvent', (event) => {
      const stopped = stoppedByEvent(event, now());
      if (stopped) void hear(stopped);
    }),
    events.onFullyBooted(() => void notes.catchUp()),
  ];
  return {
    catchUp: () => notes.catchUp(),
    close() {
      notes.close();
      for (const end of subscriptions) end();
    },
  };
}
