import { sql } from 'kysely';
import type { FlowId, UserId } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';
import { allForwards } from './handling.store.ts';

interface Node {
  name: string;
  readonly leadsTo: Set<string>;
}

/**
 * The names on the way from a person's calls by forwards and the exits of flows back to that person; undefined: there is
 * none. Members of a group lead nowhere: in groups nobody's forwards count. Keys that a caller presses make no circle.
 */
export async function circleThrough(tx: ReadTx, userId: UserId): Promise<string[] | undefined> {
  const nodes = new Map<string, Node>();
  const node = (id: string, name?: string): Node => {
    const known = nodes.get(id) ?? { name: id, leadsTo: new Set() };
    if (name !== undefined) known.name = name;
    nodes.set(id, known);
    return known;
  };
  for (const { user_id: id, name, target_user_id: user, target_flow_id: flow } of await allForwards(tx)) {
    const to = user ?? flow;
    if (to !== null) node(id, name).leadsTo.add(to);
  }
  const { rows } = await sql<{ id: FlowId; name: string; user: UserId | null; flow: FlowId | null }>`
    select f.id, f.name, x.target_user_id as "user", x.target_flow_id as "flow" from flows f
    join flow_exits x on x.tenant_id = f.tenant_id and x.flow_id = f.id and x.exit not like 'key%'
      and not x.target_voicemail
    where f.tenant_id = ${tx.scope.tenantId}`.execute(tx.db);
  for (const { id, name, user, flow } of rows) {
    const to = user ?? flow;
    if (to !== null) node(id, name).leadsTo.add(to);
  }
  const way = wayBack(nodes, userId);
  if (!way) return undefined;
  const names = way.map((id) => nodes.get(id)?.name ?? id);
  return [...names, ...names.slice(0, 1)];
}

/** Breadth first: the shortest. */
function wayBack(nodes: ReadonlyMap<string, Node>, start: string): string[] | undefined {
  const seen = new Set<string>();
  const todo: string[][] = [[start]];
  for (let path = todo.shift(); path; path = todo.shift()) {
    for (const next of nodes.get(path.at(-1) ?? '')?.leadsTo ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      todo.push([...path, next]);
    }
  }
  return undefined;
}
