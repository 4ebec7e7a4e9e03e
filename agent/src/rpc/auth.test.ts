import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** SECURITY: whoever adds a file here says "this decides who may see what"; a reviewer sees it. */
const MINTS = [
  'features/access/account.service.ts',
  'features/access/bootstrap.service.ts',
  'features/access/session.store.ts',
  'features/access/sign-in.service.ts',
  // Behind `apply.start-all`: each tenant's job in its tenant's scope.
  'features/apply/apply-all.ts',
  'features/apply/apply.service.ts',
  // The live box's emergency numbers, for the call tracer.
  'features/apply/call-models.ts',
  // Into a file, which is the platform's: by a grant for `drift.resolve-box` alone.
  'features/apply/drift.router.ts',
  // What waited begins as who asked for it, by the roles that they have then.
  'features/apply/permission.ts',
  // Behind `history.restore-all`: each tenant in its own scope.
  'features/apply/restore-model-all.ts',
  // What a phone said by a feature code: in its own tenant, in its owner's name.
  'features/handling/said.ts',
  'features/voicemail/remove-sent.ts',
  'main.ts',
  'rpc/auth.ts',
  'rpc/procedures.ts',
];

test('scopes are minted by the guards, by signing in and by what the agent does itself, and nowhere else', () => {
  const source = join(import.meta.dirname, '..');
  const minting = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fake)\.ts$/.test(file))
    .filter((file) =>
      /\bmint\w+Scope\b|as (Tenant|Platform|Auth)Scope\b/.test(readFileSync(join(source, file), 'utf8')),
    );
  expect(minting.toSorted()).toEqual(MINTS);
});
