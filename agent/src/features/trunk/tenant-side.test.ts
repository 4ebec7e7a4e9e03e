import type { TenantId } from '@synergycall/domain';
import { expect, test } from 'vitest';
import type { StoredTrunk } from './trunk.store.ts';
import { asTenantSees, isPlatforms } from './tenant-side.ts';

const own = { tenantId: 'one' as TenantId, kind: 'registration' as const, allowPrivate: false };

test('of a trunk of the box a tenant sees no address, no user and no limit', () => {
  const known = { fromUser: '4930', fromDomain: 'sip.example.com', matchAddresses: ['203.0.113.7'], channelLimit: 30 };
  const shared = { ...known, name: 'Main carrier', tenantId: null } as StoredTrunk;
  expect(asTenantSees(shared)).toEqual({
    name: 'Main carrier',
    tenantId: null,
    fromUser: null,
    fromDomain: null,
    matchAddresses: [],
    channelLimit: null,
  });
  const its = { ...shared, tenantId: own.tenantId };
  expect(asTenantSees(its)).toEqual(its);
});

test('a tenant changes its own trunk by registration to a public host, and no other (FR-022)', () => {
  expect(isPlatforms(own)).toBe(false);
  expect(isPlatforms({ ...own, tenantId: null })).toBe(true);
  expect(isPlatforms({ ...own, kind: 'ip' })).toBe(true);
  // Or it would lead it to any host of the box's own network.
  expect(isPlatforms({ ...own, allowPrivate: true })).toBe(true);
});
