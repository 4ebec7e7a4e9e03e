import { parseDialplan } from '@synergycall/asterisk';
import { tenantTag, type TenantTag } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { renderTenantFile } from './tenant.conf.ts';

const file = renderTenantFile({ tag: tenantTag.parse('a7k2') });

test('is the text that was read and approved', async () => {
  expect(file.path).toBe('tenants/a7k2.conf');
  await expect(file.text).toMatchFileSnapshot('./golden/tenant.conf');
});
test('searches emergency numbers first, for everybody: entry contexts have no extensions of their own', () => {
  const entries = parseDialplan(file.text).contexts.filter(
    ({ name }) => name === 'sc-t-a7k2' || name === 'sc-off-a7k2',
  );
  expect(entries.map(({ includes, extensions }) => [includes[0], extensions.length])).toEqual([
    ['sc-emergency', 0],
    ['sc-emergency', 0],
  ]);
});
test('shares no context with another tenant', () => {
  const names = (text: string) => parseDialplan(text).contexts.map(({ name }) => name);
  const other = names(renderTenantFile({ tag: tenantTag.parse('b8m3') }).text);
  expect(names(file.text).filter((name) => other.includes(name))).toEqual([]);
});
test.each(['a7k2]\n[evil', '${X}', '', 'a;b2', 'a,b2'])('refuses the tag %j', (tag) =>
  expect(() => renderTenantFile({ tag: tag as TenantTag })).toThrow(),
);
