// oxlint-disable vitest/no-conditional-expect, vitest/valid-expect -- a walk expects by kind of procedure, and names it in the message
import { GRANTS, mayRole, role, type BoxId, type Grant, type Role } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { newId } from './platform/random/index.ts';
import {
  failureOf,
  mintTenantScope,
  publicProcedure,
  router,
  systemActor,
  tenantProcedure,
  type Guard,
} from './rpc/index.ts';
import { contextOf, denyingDatabase, fakeRouter } from './router.fake.ts';
import { z } from 'zod';

/*
 * The guard of tomorrow's code: whatever procedure is added is walked here. Who adds one that needs no session, or one
 * that hands out a secret, writes it into a list below, and a reviewer sees it.
 */
const PUBLIC = ['auth.bootstrap', 'auth.signIn', 'auth.status'];
const SIGNED_IN = ['auth.changePassword', 'auth.me', 'auth.signOut'];
/** SECURITY: the only answers with a secret, each just made and shown once. */
const SHOWS_A_SECRET: Readonly<Record<string, readonly string[]>> = {
  'auth.bootstrap': ['token', 'csrf'],
  'auth.signIn': ['token', 'csrf'],
  'auth.me': ['csrf'],
  'user.create': ['credentials.secret'],
  'device.create': ['credentials.secret'],
  'device.resetSecret': ['credentials.secret'],
};

interface Definition {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly meta: { readonly guard?: Guard; readonly openapi?: { method: string; path: string } };
  readonly output?: unknown;
}
const walked = fakeRouter(denyingDatabase().database, newId<BoxId>());
walked.close();
const procedures = Object.entries(walked.router._def.procedures as unknown as Record<string, { _def: Definition }>).map(
  ([path, { _def }]) => ({ path, ..._def }),
);
const guarded = procedures.flatMap(({ path, type, meta }) =>
  meta.guard && 'action' in meta.guard ? [{ path, type, guard: meta.guard }] : [],
);

/** Calls a procedure as someone, with no more input than a tenant. @returns the failure's code, or what else was thrown */
async function refusal(path: string, grants: readonly Grant[] | undefined, tenantId: string): Promise<string> {
  const caller = walked.router.createCaller(contextOf(denyingDatabase().database, grants)) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  const [feature = '', name = ''] = path.split('.');
  try {
    const answer = await caller[feature]![name]!({ tenantId });
    // A stream is guarded when it is opened.
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) return 'opened';
    return 'answered';
  } catch (error) {
    return failureOf((error as TRPCError).cause)?.code ?? String(error);
  }
}

const own = newId();
const foreign = newId();
const grantOf = (r: Role, tenantId = own): Grant => ({
  role: r,
  tenantId: r === 'platform_admin' ? null : tenantId,
  userId: r === 'end_user' ? newId() : null,
});

describe('every procedure', () => {
  test('says how it is guarded; those without an action are known by name', () => {
    const of = (kind: Guard['kind']) =>
      procedures
        .filter((p) => p.meta.guard?.kind === kind)
        .map((p) => p.path)
        .toSorted();
    expect(procedures.filter((p) => !p.meta.guard)).toEqual([]);
    expect(of('public')).toEqual(PUBLIC);
    expect(of('signed-in')).toEqual(SIGNED_IN);
    expect(procedures.length).toBeGreaterThan(30);
  });

  test.each(procedures.filter((p) => !PUBLIC.includes(p.path)).map((p) => p.path))(
    '%s asks a stranger to sign in',
    async (path) => {
      expect(await refusal(path, undefined, own)).toBe('auth.required');
    },
  );

  test.each(procedures.map((p) => [p.path, p] as const))(
    '%s answers with no secret but those named',
    (path, { output, type }) => {
      if (type !== 'subscription') expect(output, 'an output schema').toBeDefined();
      expect(secretsIn(output)).toEqual([...(SHOWS_A_SECRET[path] ?? [])].toSorted());
    },
  );
});

describe('every procedure x every role', () => {
  const cases = guarded.flatMap(({ path, guard }) => role.options.map((r) => [path, r, guard] as const));

  test.each(cases.filter(([, r]) => r !== 'platform_admin'))(
    '%s refuses a %s of another tenant',
    async (path, r, guard) => {
      const code = await refusal(path, [grantOf(r)], foreign);
      // Without a tenant in the input there is no foreign one to name: what it sees comes from the grant.
      if ((guard.kind === 'granted' || guard.kind === 'self') && mayRole(r, guard.action))
        expect(code).not.toBe('access.denied');
      else expect(code).toBe('access.denied');
    },
  );

  test.each(cases)('%s lets a %s in exactly if the table says so', async (path, r, guard) => {
    const code = await refusal(path, [grantOf(r)], own);
    const may = mayRole(r, guard.action) && (guard.kind !== 'platform' || r === 'platform_admin');
    if (may) expect(code).not.toMatch(/^(access\.denied|auth\.required)$/);
    else expect(code).toBe('access.denied');
  });

  test('a denial is recorded: in the own tenant’s record, or where only the platform looks', async () => {
    for (const { path, guard } of guarded.filter(
      (g) => g.guard.kind === 'tenant' && !mayRole('end_user', g.guard.action),
    )) {
      const { database, denials } = denyingDatabase();
      const caller = walked.router.createCaller(contextOf(database, [grantOf('end_user')])) as unknown as Record<
        string,
        Record<string, (input: unknown) => Promise<unknown>>
      >;
      const [feature = '', name = ''] = path.split('.');
      for (const tenantId of [own, foreign]) await caller[feature]![name]!({ tenantId }).catch(() => undefined);
      expect(denials).toMatchObject([
        { action: guard.action, outcome: 'denied', tenantId: own, entity: { id: own } },
        { action: guard.action, outcome: 'denied', tenantId: null, entity: { id: foreign } },
      ]);
      expect(denials[0]?.scope.actor).toMatchObject({ name: 'Someone', role: 'end_user', source: '192.0.2.1' });
    }
  });

  test('every action of the table guards something', () => {
    const used = new Set(guarded.map((g) => g.guard.action));
    // What is decided already but has no procedure yet.
    const later = ['account.update'];
    // Asked for within a procedure, by an option of its input.
    const within = ['apply.override-freeze'];
    expect(
      Object.keys(GRANTS)
        .filter((action) => !used.has(action as never) && !within.includes(action))
        .toSorted(),
    ).toEqual(later);
  });
});

test('who may write the box may do so in a change freeze: those procedures ask no further', () => {
  for (const r of role.options)
    if (mayRole(r, 'apply.start-all')) expect(mayRole(r, 'apply.override-freeze')).toBe(true);
});

describe('a mutation', () => {
  const scope = mintTenantScope(own as never, systemActor('test'));
  test('that leaves no audit row fails, and says where in the log only', async () => {
    let logged = '';
    const forgetful = router({
      forget: publicProcedure()
        .output(z.object({}))
        .mutation(() => ({})),
    });
    const { createLog } = await import('./platform/log/index.ts');
    const log = createLog({ to: { write: (line: string) => void (logged += line) } });
    const caller = forgetful.createCaller(contextOf(denyingDatabase().database, undefined, log));
    const failed = await caller.forget().catch((error: TRPCError) => failureOf(error.cause));
    expect(failed).toEqual({ code: 'internal', reference: expect.stringMatching(/^[0-9a-z]{8}$/) });
    expect(logged).toContain('forget left no audit row');
    expect(logged).toContain((failed as { reference: string }).reference);
    expect(scope.kind).toBe('tenant');
  });

  test('with broken input is refused before anything is done, without repeating the input', async () => {
    const strict = router({
      set: tenantProcedure('user.create')
        .input(z.object({ pin: z.string().regex(/^\d{4}$/) }))
        .output(z.object({}))
        .mutation(() => ({})),
    });
    const caller = strict.createCaller(contextOf(denyingDatabase().database, [grantOf('tenant_admin')]));
    const failed = await caller
      .set({ tenantId: own as never, pin: 'hunter2' })
      .catch((error: TRPCError) => failureOf(error.cause));
    expect(failed).toEqual({ code: 'input.invalid', issues: [{ path: 'pin', problem: 'invalid_format' }] });
  });
});

/** Dotted paths of keys that sound like secrets, anywhere in a zod schema. */
function secretsIn(schema: unknown): string[] {
  const found = new Set<string>();
  const walk = (node: unknown, path: readonly string[], depth: number): void => {
    const def = (node as { _zod?: { def?: Record<string, unknown> } } | undefined)?._zod?.def;
    if (!def || depth > 12) return;
    const shape = def['shape'] as Record<string, unknown> | undefined;
    for (const [key, field] of Object.entries(shape ?? {})) {
      const at = [...path, key];
      if (/secret|password|hash|sealed|token|csrf|pin$|md5|digest/i.test(key) && !/Version$|^has[A-Z]/.test(key))
        found.add(at.join('.'));
      walk(field, at, depth + 1);
    }
    for (const inner of ['innerType', 'element', 'in', 'out', 'valueType', 'left', 'right', 'getter'] as const)
      walk(def[inner], path, depth + 1);
    for (const option of (def['options'] as unknown[] | undefined) ?? []) walk(option, path, depth + 1);
    for (const item of (def['items'] as unknown[] | undefined) ?? []) walk(item, path, depth + 1);
  };
  walk(schema, [], 0);
  return [...found].toSorted();
}
