import {
  fail,
  ok,
  trunkAuthName,
  trunkName,
  type BoxSnapshot,
  type Result,
  type TenantSnapshot,
} from '@synergycall/domain';
import type { RealtimeFailure, RealtimeStore, TrunkAuthRow } from '../../platform/realtime/index.ts';
import type { Rendered, Taken, TrunkAuthChange } from './ports.ts';

/**
 * What the trunks of a model sign in with. Nothing where no trunk ever did. Each version of the credentials is a row of
 * its own name, so that writing is adding, and undoing is removing what was added: no password has to be kept for that.
 */
export function trunkAuthChange(
  model: TenantSnapshot | BoxSnapshot,
  last: TenantSnapshot | BoxSnapshot | null,
  credentials: Taken['trunkCredentials'],
): Pick<Rendered, 'trunkAuths'> {
  const trunks = [...(model.trunks ?? []), ...(last?.trunks ?? [])];
  // A look without credentials (drift, a comparison) has no use for rows; the agent's own apply leaves them as they are.
  if (trunks.length === 0 || !credentials) return {};
  const meant = (model.trunks ?? []).flatMap(({ id, credentialsVersion }): TrunkAuthRow[] => {
    if (credentialsVersion === null) return [];
    const known = credentials.get(id);
    return known ? [{ id: trunkAuthName(id, credentialsVersion), ...known }] : [];
  });
  return { trunkAuths: { meant, trunks: [...new Set(trunks.map(({ id }) => id))] } };
}

export interface AuthRows {
  readonly put: readonly TrunkAuthRow[];
  /** Those of `put` that were not there. */
  readonly added: readonly string[];
  /** To be removed once nothing names them. */
  readonly unused: readonly string[];
}

/** What has to happen to the rows of these trunks. A row that is there and says otherwise is written over. */
export async function authRowsOf(
  realtime: Pick<RealtimeStore, 'readTrunkAuths'>,
  { meant, trunks }: TrunkAuthChange,
): Promise<Result<AuthRows, RealtimeFailure>> {
  const there = await realtime.readTrunkAuths();
  if (!there.ok) return fail(there.error);
  const now = new Map(there.value.map((row) => [row.id, row]));
  const wanted = new Set(meant.map(({ id }) => id));
  const put = meant.filter((row) => !isSame(now.get(row.id), row));
  const own = trunks.map((id) => `${trunkName(id)}-`);
  return ok({
    put,
    added: put.flatMap(({ id }) => (now.has(id) ? [] : [id])),
    unused: [...now.keys()].filter((id) => !wanted.has(id) && own.some((start) => id.startsWith(start))),
  });
}

function isSame(there: TrunkAuthRow | undefined, meant: TrunkAuthRow): boolean {
  const reveal = ({ password }: TrunkAuthRow): string => password.reveal('compared with what is there');
  return there !== undefined && there.username === meant.username && reveal(there) === reveal(meant);
}
