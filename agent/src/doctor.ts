import { X509Certificate } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import type { BoxId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { AsteriskSide } from './features/apply/index.ts';
import {
  certificateLook,
  clockLook,
  doctor,
  foldersLook,
  fromHealth,
  jobsLook,
  journalsLook,
  shadowLook,
  troubledJobs,
  type Doctor,
  type Look,
} from './features/diagnostics/index.ts';
import type { HealthService } from './features/health/index.ts';
import type { AppDatabase, PlatformScope } from './platform/database/index.ts';
import type { Shadow } from './platform/shadow/index.ts';

export interface DoctorDeps {
  readonly version: string;
  readonly boxId: BoxId;
  readonly health: HealthService;
  readonly database: AppDatabase;
  readonly scope: PlatformScope;
  readonly asterisk: AsteriskSide;
  /** Folders that applies write into; none without an Asterisk. */
  readonly folders: readonly string[];
  readonly certificate: () => string;
  readonly openJournals: () => Promise<number>;
  readonly shadow: Shadow | null;
  readonly drift: Look;
}

/** The doctor over this agent's own parts. */
export function agentDoctor(deps: DoctorDeps): Doctor {
  const { version, boxId, database, scope, asterisk } = deps;
  const health = () => deps.health.get();
  return doctor(
    {
      database: fromHealth(health, 'database'),
      realtime: fromHealth(health, 'realtime'),
      ami: fromHealth(health, 'ami'),
      asterisk: fromHealth(health, 'asterisk'),
      disk: fromHealth(health, 'disk'),
      includes: async () => {
        if (!asterisk.isLive()) return { state: 'not-checked', detail: 'Asterisk does not answer', remedy: '' };
        const loaded = await asterisk.loadedDialplan('sc-health');
        if (!loaded.ok) return { state: 'not-checked', detail: loaded.error.detail, remedy: '' };
        return loaded.value.length > 0
          ? { state: 'ok', detail: 'Asterisk reads our files', remedy: '' }
          : {
              state: 'failed',
              detail: 'Asterisk does not read our files',
              remedy:
                'Apply the box once; if it stays, the include lines are missing: `npm start` shows them, --add-to-asterisk adds them.',
            };
      },
      folders: foldersLook(deps.folders, (folder) =>
        access(folder, constants.W_OK).then(
          () => true,
          () => false,
        ),
      ),
      shadow: shadowLook(
        deps.shadow &&
          (async () => {
            const ran = await deps.shadow?.run({ files: [], keys: [], calls: [] });
            if (!ran?.ok) return { reason: ran?.error.reason ?? '' };
            const ms = ran.value.parts.find((part) => part.name === 'shadow.boot')?.ms ?? 0;
            return { ms, ownNetwork: ran.value.ownNetwork };
          }),
      ),
      journals: journalsLook(deps.openJournals),
      drift: deps.drift,
      jobs: jobsLook(() => database.read(scope, ({ db }) => troubledJobs(db, boxId))),
      certificate: certificateLook(() => new Date(new X509Certificate(deps.certificate()).validTo)),
      clock: clockLook(async () => {
        const { rows } = await database.read(scope, ({ db }) =>
          sql<{ at: Date }>`select clock_timestamp() as at`.execute(db),
        );
        return rows[0]?.at ?? new Date(0);
      }),
    },
    { version },
  );
}
