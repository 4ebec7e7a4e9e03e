import {
  boxId,
  deviceId,
  didId,
  e164,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  type BoxSnapshot,
  type TenantSnapshot,
} from '@synergycall/domain';

/** Models for tests: two companies that both have 1001 and 1002. */
export function sampleTenant(
  tag: string,
  people: readonly (readonly [name: string, extension: number, devices: number])[],
): TenantSnapshot {
  let device = 0;
  const users = people.map(([name, extension], index) => ({
    id: userId.parse(`${tag}0000000${index + 1}`),
    name,
    extension,
    voicemailEnabled: true,
  }));
  const devices = people.flatMap(([, , count], index) =>
    Array.from({ length: count }, () => {
      device += 1;
      return {
        id: deviceId.parse(`${tag}d000000${device}`),
        userId: userId.parse(`${tag}0000000${index + 1}`),
        label: `Phone ${device}`,
        sipUsername: sipUsername.parse(`${tag}-00000${device}`),
        transport: 'udp' as const,
        nat: 'auto' as const,
        codecs: ['alaw', 'ulaw'] as const,
        secretVersion: 1,
      };
    }),
  );
  return {
    version: 1,
    tenant: {
      id: tenantId.parse(`${tag}t0000000`),
      tag: tenantTag.parse(tag),
      name: `Company ${tag}`,
      timezone: 'UTC',
    },
    users,
    devices,
  };
}

/** The same with public numbers, each leading to a person by place in the list, or to the default (null). */
export function withNumbers(
  model: TenantSnapshot,
  numbers: Readonly<Record<string, number | null>>,
  byDefault: number | null = null,
): TenantSnapshot {
  const to = (place: number | null) => {
    const user = place === null ? undefined : model.users[place];
    return user ? { kind: 'user' as const, userId: user.id } : null;
  };
  const defaultDestination = to(byDefault);
  return {
    ...model,
    tenant: { ...model.tenant, ...(defaultDestination ? { defaultDestination } : {}) },
    dids: Object.entries(numbers).map(([number, place], index) => ({
      id: didId.parse(`${model.tenant.tag}n${String(index).padStart(7, '0')}`),
      number: e164.parse(number),
      target: to(place),
    })),
  };
}

export const acme = sampleTenant('a7k2', [
  ['Ann', 1001, 2],
  ['Bob', 1002, 1],
  ['Cleo', 1003, 0],
]);
export const beta = sampleTenant('b8m3', [
  ['Bea', 1001, 1],
  ['Ben', 1002, 1],
  ['Only Beta', 1005, 1],
]);
export const labBox: BoxSnapshot = {
  version: 1,
  box: {
    id: boxId.parse('b00000000000'),
    realm: 'asterisk',
    emergencyNumbers: ['112', '911'],
    emergencyEndpoint: null,
  },
};
