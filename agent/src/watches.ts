import type { BoxId } from '@synergycall/domain';
import { limitWatch, tellAdmins } from './features/alert/index.ts';
import { liveStatus, liveTopics } from './features/device/index.ts';
import { byMail, emergencyWatch } from './features/emergency/index.ts';
import type { OpenMail } from './features/mail/index.ts';
import { queueCounts } from './features/queue/index.ts';
import { priceKeeper, spendWatch } from './features/spending/index.ts';
import { testCalls, trunkStatus } from './features/trunk/index.ts';
import type { Ami } from './platform/ami/index.ts';
import type { AstdbFile } from './platform/astdb/index.ts';
import type { AppDatabase, PlatformScope } from './platform/database/index.ts';
import type { Logger } from './platform/log/index.ts';

interface Heard {
  readonly events: Ami;
  readonly writer: Ami;
  readonly astdb: Pick<AstdbFile, 'read'>;
  readonly database: AppDatabase;
  readonly boxId: BoxId;
  readonly scope: PlatformScope;
  readonly log: Logger;
}

/** What listens to Asterisk for as long as the agent runs; the last one opened is the first one closed. */
export function openWatches(heard: Heard, mail: OpenMail, closeLater: (close: () => void) => void) {
  const { events, writer, database } = heard;
  const kept = <Watch extends { close(): void }>(watch: Watch): Watch => {
    closeLater(() => watch.close());
    return watch;
  };
  const status = kept(liveStatus({ events, query: writer }));
  const emergency = kept(emergencyWatch({ ...heard, sender: byMail(mail.wake) }));
  kept(limitWatch({ ...heard, tell: tellAdmins, onRecorded: mail.wake }));
  kept(spendWatch(heard));
  const prices = kept(priceKeeper(heard));
  const trunks = kept(trunkStatus({ events, query: writer }));
  const tests = kept(testCalls({ events, writer, status: trunks }));
  const topics = kept(liveTopics({ database, status }));
  const counts = kept(queueCounts(events));
  return { counts, status, emergency, trunks, tests, topics, prices };
}
