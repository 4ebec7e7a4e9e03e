import { sipUsername, tenantTag, userId, type UserId } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { newBootstrapCode, newId, newSipSecret, newSipUsername, newTenantTag, newToken } from './index.ts';

test('ids, tags and usernames are what the domain says they are', () => {
  expect(userId.safeParse(newId<UserId>()).success).toBe(true);
  const tag = newTenantTag();
  expect(tenantTag.safeParse(tag).success).toBe(true);
  expect(sipUsername.safeParse(newSipUsername(tag)).success).toBe(true);
});

test('a SIP secret is long, and every phone takes it: letters and digits without look-alikes', () => {
  for (let i = 0; i < 50; i++) expect(newSipSecret()).toMatch(/^[A-HJ-NP-Za-km-z2-9]{24}$/);
});

test('tokens carry 256 bits; nothing comes twice', () => {
  expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
  expect(newBootstrapCode()).toMatch(/^[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){3}$/);
  expect(new Set(Array.from({ length: 10_000 }, () => newId())).size).toBe(10_000);
});
