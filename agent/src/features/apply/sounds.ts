import {
  fail,
  ok,
  promptId,
  type PlannedFlow,
  type PromptId,
  type RoutePlan,
  type TenantId,
  type TenantTag,
} from '@synergycall/domain';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { SoundFiles } from '../../platform/sound-files/index.ts';
import { soundLength, soundOf } from '../callflow/index.ts';
import type { AsteriskSide, PortFailure, PortResult } from './ports.ts';

/**
 * Announcements as Asterisk plays them. A file gives nobody anything until a generation names it and is never changed, so
 * it is written before the flip, needs no undo, and goes when none of the tenant's generations names it any more.
 */
export interface SoundSide {
  /** Writes those that are not there; ok: all are on disk. */
  put(tenant: Tenant, ids: readonly PromptId[]): Promise<PortResult<void>>;
  /** Removes what no generation that is there names. With the box's lock, and no journal open. */
  collect(tag: TenantTag): Promise<PortResult<void>>;
}
interface Tenant {
  readonly id: TenantId;
  readonly tag: TenantTag;
}

export function soundSide(deps: {
  readonly database: AppDatabase;
  /** The agent's own: of a tenant, what is asked for is asked for by its id. */
  readonly scope: PlatformScope;
  readonly files: SoundFiles;
  readonly asterisk: Pick<AsteriskSide, 'generations' | 'readGeneration'>;
}): SoundSide {
  const { database, scope, files, asterisk } = deps;
  return {
    async put({ id: tenantId, tag }, ids) {
      try {
        for (const id of ids) {
          const there = await files.size(tag, id);
          const length = await database.read(scope, (tx) => soundLength(tx, { tenantId, id }));
          if (length !== undefined && there === length) continue;
          // One at a time: they may be large.
          const sound = await database.read(scope, (tx) => soundOf(tx, { tenantId, id }));
          if (!sound) return fail({ kind: 'refused', detail: `the announcement ${id} is gone` });
          await files.write(tag, id, sound);
        }
        return ok(undefined);
      } catch (error) {
        return fail(diskFailure(error));
      }
    },
    async collect(tag) {
      try {
        const there = await files.list(tag);
        if (there.length === 0) return ok(undefined);
        const generations = await asterisk.generations(tag);
        if (!generations.ok) return generations;
        const named = new Set<string>();
        for (const generation of generations.value) {
          const keys = await asterisk.readGeneration(tag, generation);
          if (!keys.ok) return keys;
          for (const { key, value } of keys.value)
            if (/^f\/[0-9a-z]+\/(prompt|music|repeat)$/.test(key)) named.add(value);
        }
        for (const id of there) if (!named.has(id)) await files.remove(tag, id);
        return ok(undefined);
      } catch (error) {
        return fail(diskFailure(error));
      }
    },
  };
}

/** What the disk says; whatever else is wrong is no disk's. */
function diskFailure(error: unknown): PortFailure {
  const errno = (error as NodeJS.ErrnoException).code;
  if (typeof errno !== 'string' || !/^E[A-Z]+$/.test(errno)) throw error;
  return { kind: 'refused', detail: `${errno} in sounds.d/synergycall` };
}

/** The announcements that calls of this plan play. */
export function soundsOf({ flows }: Pick<RoutePlan, 'flows'>): PromptId[] {
  const ids = [...(flows?.values() ?? [])].flatMap(playedIn).map((id) => promptId.parse(id));
  return [...new Set(ids)].toSorted();
}

function playedIn(flow: PlannedFlow): string[] {
  if (flow.kind === 'menu') return flow.promptId === null ? [] : [flow.promptId];
  if (flow.kind !== 'queue') return [];
  return [flow.promptId, flow.musicPromptId, flow.repeatPromptId].filter((id) => id !== null);
}
