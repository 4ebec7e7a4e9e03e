import { SPENT_FAMILY, tenantTag } from '@synergycall/domain';
import type { Ami, AmiMessage, Unsubscribe } from '../../platform/ami/index.ts';
import { noteTaker, type AstdbEntry, type AstdbFile } from '../../platform/astdb/index.ts';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { recordSpent, type SpentSaid } from './spending.store.ts';

/** Puts on record what days cost, as the core counts them. */
export interface SpendWatch {
  /** Once it was away: what the core has written. */
  catchUp(): Promise<void>;
  close(): void;
}

export interface SpendWatchOptions {
  readonly events: Ami;
  readonly astdb: Pick<AstdbFile, 'read'>;
  readonly database: AppDatabase;
  /** The agent itself. */
  readonly scope: PlatformScope;
  readonly log: Logger;
  /** After a failure. */
  readonly retryMs?: number;
}

/** The core's own count is the truth, and stays in AstDB; PostgreSQL has it for whoever looks, and for later. */
export function spendWatch({ events, astdb, database, scope, log, retryMs = 10_000 }: SpendWatchOptions): SpendWatch {
  const record = (said: SpentSaid): Promise<void> => database.inPlatform(scope, (tx) => recordSpent(tx, said));
  const notes = noteTaker({
    astdb,
    family: SPENT_FAMILY,
    notesOf: saidByKeys,
    take: record,
    onFailure: (err) => log.error({ err }, 'what a day costs is not on record yet'),
    retryMs,
  });
  const subscriptions: Unsubscribe[] = [
    events.on('UserEvent', (event) => {
      const said = saidByEvent(event);
      if (said) void notes.inTurn(() => record(said));
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

/** undefined: no event of it, or no tenant's. */
export function saidByEvent(event: AmiMessage): SpentSaid | undefined {
  if (event['userevent'] !== 'ScSpent') return undefined;
  return checked({ tag: event['tag'], day: event['day'], spent: event['spent'] });
}

/** `sc/spent` / `<tag>` = `<day>:<sixtieths>`. */
export const saidByKeys = (entries: readonly AstdbEntry[]): SpentSaid[] =>
  entries.flatMap(({ family, key, value }) => {
    const [day, spent, ...more] = value.split(':');
    const said = family === SPENT_FAMILY && more.length === 0 ? checked({ tag: key, day, spent }) : undefined;
    return said ? [said] : [];
  });

/** SECURITY: believed by the same alphabets as in the core. */
function checked({ tag, day, spent }: Record<'tag' | 'day' | 'spent', unknown>): SpentSaid | undefined {
  const known = tenantTag.safeParse(tag);
  if (!known.success || typeof day !== 'string' || typeof spent !== 'string') return undefined;
  if (!/^20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(day) || !/^\d{1,15}$/.test(spent)) return undefined;
  return { tag: known.data, day, sixtieths: Number(spent) };
}
