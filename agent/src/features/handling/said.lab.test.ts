import type { TenantTag, UserId } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { TenantScope } from '../../platform/database/index.ts';
import { mintPlatformScope, systemActor } from '../../rpc/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { changeHandling } from './handling.service.ts';
import { findHandlingView } from './handling.store.ts';
import { takeNotes } from './said.ts';

/* Notes of feature codes that nobody heard when they were dialled, on a real PostgreSQL. */
let server: LabPostgres;
let agent: Office;
let scope: TenantScope;
let tag: TenantTag;
let ann: UserId;
let ben: UserId;
const now = (): number => Math.floor(Date.now() / 1_000);

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  const made = await agent.tenant();
  scope = made.scope;
  tag = made.tenant.tag as TenantTag;
  [ann, ben] = [(await agent.user(scope, { name: 'Ann' })).user.id, (await agent.user(scope, { name: 'Ben' })).user.id];
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});

const take = (what: string, at: number, value: string) =>
  takeNotes({ database: agent.database, scope: mintPlatformScope(systemActor('test')) }, tag, [
    { family: `sc/said/${tag}/u/${ann}`, key: `${what}.${at}.1`, value },
  ]);
const anns = () => agent.database.read(scope, (tx) => findHandlingView(tx, ann));

test('a note that is older than what somebody changed since undoes nothing; a newer one counts', async () => {
  await agent.run(scope, (tx) => changeHandling(tx, ann, { dnd: true }));
  await take('dnd', now() - 60, 'off');
  expect(await anns()).toMatchObject({ dnd: true });
  await take('dnd', now() + 1, 'off');
  expect(await anns()).toMatchObject({ dnd: false });
});
test('what nobody changed since is taken, however old the note', async () => {
  await take('busy', now() - 3_600, `user:${ben}`);
  expect((await anns())?.forwards.busy).toMatchObject({ name: 'Ben' });
});
