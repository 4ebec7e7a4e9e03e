import type { TenantId } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { isPlatforms } from './tenant-side.ts';

const own = { tenantId: 'one' as TenantId, kind: 'registration' as const, allowPrivate: false };

test('a tenant changes its own trunk by registration to a public host, and no other (FR-022)', () => {
  expect(isPlatforms(own)).toBe(false);
  expect(isPlatforms({ ...own, tenantId: null })).toBe(true);
  expect(isPlatforms({ ...own, kind: 'ip' })).toBe(true);
  // Or it would lead it to any host of the box's own network.
  expect(isPlatforms({ ...own, allowPrivate: true })).toBe(true);
});
