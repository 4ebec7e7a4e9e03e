import type { PolicyId, TrunkId } from '@synergycall/domain';
import type { Draw, FakeTenant } from './restore-model.fake.ts';

const id = (letter: string, n: number): string => letter + String(n).padStart(11, '0');

/** One thing that an admin may do with outbound policies, of who goes by them, of the numbers that are shown, and of trunks. */
export function callsOutHappen(tenant: FakeTenant, draw: Draw): void {
  const { people, policies, trunks, dids } = tenant;
  const among = <T>(list: readonly T[]): T | undefined => list[draw(Math.max(list.length, 1))];
  const user = among([...people.values()].filter(({ status }) => status !== 'deleted'));
  const policy = among([...policies]);
  const trunk = among([...trunks]);
  const did = among([...dids.values()]);
  const names = new Set([...policies.values()].map(({ name }) => name));
  const freeName = ['Standard', 'Abroad', 'Sales', 'Night'].find((name) => !names.has(name));
  switch (draw(8)) {
    case 0:
    case 1:
      if (freeName !== undefined && trunk !== undefined)
        policies.set(id('p', (tenant.made += 1)) as PolicyId, { name: freeName, trunks: [trunk] });
      return;
    case 2:
      if (policy && freeName !== undefined) policy[1].name = freeName;
      return;
    case 3:
      if (policy) policy[1].trunks = [...trunks].slice(0, 1 + draw(3));
      return;
    case 4:
      if (policy && !goesBy(tenant, policy[0])) policies.delete(policy[0]);
      return;
    case 5:
      if (user) user.policyId = draw(3) === 0 ? null : (policy?.[0] ?? null);
      return;
    case 6: {
      const shown = draw(3) === 0 || !did?.isOurs ? null : did.number;
      if (user && draw(2) === 0) user.callerId = shown;
      else Object.assign(tenant, { callerId: shown, defaultPolicy: policy?.[0] ?? null });
      return;
    }
    default: {
      const isNamed = [...policies.values()].some((one) => trunk !== undefined && one.trunks.includes(trunk));
      if (trunk === undefined || trunks.size < 3) trunks.add(id('k', (tenant.made += 1)) as TrunkId);
      else if (!isNamed) trunks.delete(trunk);
    }
  }
}

const goesBy = ({ people, defaultPolicy }: FakeTenant, policy: PolicyId): boolean =>
  defaultPolicy === policy || [...people.values()].some(({ policyId }) => policyId === policy);
