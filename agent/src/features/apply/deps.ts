import type { BoxId, TenantId } from '@synergycall/domain';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { AppDatabase } from '../../platform/database/index.ts';
import type { OwnedFiles } from '../../platform/files/index.ts';
import type { JournalFolder } from '../../platform/journal/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { RealtimeStore } from '../../platform/realtime/index.ts';
import type { Shadow } from '../../platform/shadow/index.ts';
import type { SoundFiles } from '../../platform/sound-files/index.ts';
import type { ApplyRecord } from './journal-records.ts';
import type { AsteriskSide } from './ports.ts';
import type { Patience, RunnerDeps } from './sides.ts';

export interface ApplyDeps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  readonly keyring: Keyring;
  readonly realtime: RealtimeStore;
  readonly asterisk: AsteriskSide;
  readonly files: OwnedFiles;
  /** Where announcements stand for Asterisk; absent: nowhere. */
  readonly soundFiles?: SoundFiles;
  /** A second Asterisk that tries an apply first; null or absent: none can be had here, and jobs say so. */
  readonly shadow?: Shadow | null;
  readonly journals: JournalFolder<ApplyRecord>;
  readonly log: Logger;
  /** Told when what phones of a tenant said by feature codes is in PostgreSQL. */
  readonly onTaken?: (tenantId: TenantId) => void;
  readonly patience?: Partial<Patience>;
  /** What time it is, for schedules and change freezes; tests have their own. */
  readonly clock?: () => number;
  /** For tests: the agent's effects, watched. */
  readonly watch?: (deps: RunnerDeps) => RunnerDeps;
}
