import { phonesText, type PlannedFlow, type RoutePlan, type Target, type UserId } from '@synergycall/domain';

type Key = readonly [key: string, value: string];
type Plan = Pick<RoutePlan, 'extensions' | 'users' | 'flows' | 'parkSeconds'>;

/** As many groups and queues of one person `*8` looks at: 13 characters each. */
const MOST_SHARED = 60;

/**
 * What lamps and pickup need (decision 0014): `h/<extension>` and `f/<flow>/phones` = the phones of a person, or of all
 * who are in a ring group or queue; `u/<user>/with` = the groups and queues one is in, joined by dots. And `park` = as
 * many seconds a parked call waits, absent where that is as usual.
 */
export function insideKeys(plan: Plan): Key[] {
  const keys: Key[] = plan.parkSeconds === undefined ? [] : [['park', String(plan.parkSeconds)]];
  for (const [extension, target] of plan.extensions) {
    const text = phonesText(phonesAt(plan, target));
    if (text !== '') keys.push([`h/${extension}`, text]);
  }
  const shared = new Map<UserId, string[]>();
  for (const flow of plan.flows?.values() ?? []) {
    const members = membersOf(flow);
    if (members.length === 0) continue;
    const text = phonesText(phonesOf(plan, members));
    if (text !== '') keys.push([`f/${flow.id}/phones`, text]);
    for (const { userId } of members) shared.set(userId, [...(shared.get(userId) ?? []), flow.id]);
  }
  for (const [user, flows] of shared) keys.push([`u/${user}/with`, flows.slice(0, MOST_SHARED).join('.')]);
  return keys;
}

const membersOf = (flow: PlannedFlow): readonly { readonly userId: UserId }[] =>
  'members' in flow ? flow.members : [];

const phonesOf = ({ users }: Plan, people: readonly { readonly userId: UserId }[]): readonly string[] =>
  people.flatMap(({ userId }) => users.get(userId)?.members.map(({ sipUsername }) => sipUsername) ?? []);

function phonesAt(plan: Plan, target: Target): readonly string[] {
  if (target.kind === 'user') return phonesOf(plan, [target]);
  const flow = 'flowId' in target ? plan.flows?.get(target.flowId) : undefined;
  return flow ? phonesOf(plan, membersOf(flow)) : [];
}
