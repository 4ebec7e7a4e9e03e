import type { JobView } from '@synergycall/domain';
import type { OwnedFiles } from '../../platform/files/index.ts';
import type { JournalFolder, Owner } from '../../platform/journal/index.ts';
import type { RealtimeStore } from '../../platform/realtime/index.ts';
import type { Shadow } from '../../platform/shadow/index.ts';
import type { ApplyRecord } from './journal-records.ts';
import type { AsteriskSide, Records, Render } from './ports.ts';
import type { SoundSide } from './sounds.ts';

/** Every effect an apply has goes through one of these five; nothing else in this room touches the world. */
export interface Sides {
  readonly records: Records;
  readonly journals: JournalFolder<ApplyRecord>;
  readonly files: OwnedFiles;
  readonly realtime: RealtimeStore;
  readonly asterisk: AsteriskSide;
  /** Absent where there is no Asterisk that could play them. */
  readonly sounds?: SoundSide;
}

export interface RunnerDeps extends Sides {
  readonly render: Render;
  /** A second Asterisk that tries things first; null or absent: none can be had here, and jobs say so. */
  readonly shadow?: Shadow | null;
  readonly owner: Owner;
  readonly now: () => number;
  /** Each change of the job, as it happens. */
  readonly onProgress: (job: JobView) => void;
  readonly patience?: Partial<Patience>;
}

/** How long things may take, in milliseconds. */
export interface Patience {
  /** One step of an apply. */
  readonly stepMs: number;
  /** How long a rollback waits for a store to come back before it asks for help (and goes on trying later). */
  readonly restoreMs: number;
  readonly retryMs: number;
}
export const PATIENCE: Patience = { stepMs: 30_000, restoreMs: 20_000, retryMs: 250 };
