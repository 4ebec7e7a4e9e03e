import { createHash } from 'node:crypto';
import { allowingGrant, type Grant } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type AppDatabase } from '../../agent/src/platform/database/index.ts';
import { mintPlatformScope, systemActor } from '../../agent/src/rpc/index.ts';
import {
  PASSWORD,
  PEOPLE,
  procedures,
  scene,
  type Answer,
  type Procedure,
  type Scene,
  type Stage,
  type Who,
} from './scene.ts';
import type { At } from './sample.ts';
import { SAMPLES } from './samples.ts';

/*
 * SC-019 and SC-021 on a real agent: every procedure x every role x own and foreign tenant, over HTTPS. Who adds a
 * procedure adds a sample of a good call, or the first test fails.
 */
const ALL = procedures();
const everywhere = mintPlatformScope(systemActor('test'));
let at: Scene;
let database: AppDatabase;
const answers: { readonly path: string; readonly text: string }[] = [];
beforeAll(async () => {
  at = await scene();
  database = openDatabase(at.lab.options.databaseUrl);
});
afterAll(async () => {
  await database?.close();
  await at?.close();
});

test('every procedure has a sample of a good call', () => {
  expect(Object.keys(SAMPLES).toSorted()).toEqual(ALL.map(({ path }) => path).toSorted());
});

describe.each(PEOPLE)('%s', (who) => {
  test.each(ALL.map((procedure) => [procedure.path, procedure] as const))('%s', async (_, procedure) => {
    for (const where of namesTenant(procedure) ? (['own', 'foreign'] as const) : (['own'] as const)) {
      const sample = SAMPLES[procedure.path]!;
      const stage = standing(at[where], who);
      const input = await sample.input(stage);
      const before = await newestRecord();
      const answer = await ask(who, procedure, input);
      const may = mayCall(who, procedure, where);
      const rows = await recordSince(before);
      expect(codeOf(answer), `${where} tenant`).toBe(may === 'yes' ? (sample.failsWith ?? 'done') : may);
      if (may === 'yes' && procedure.type === 'subscription') expect(answer.data, 'its first picture').toBeTruthy();
      if (may === 'access.denied') {
        const { action } = procedure.meta.guard as { action: string };
        const kept = {
          action,
          outcome: 'denied',
          tenant_id: where === 'own' && namesTenant(procedure) ? at.own.tenantId : null,
        };
        // A platform admin is denied only what belongs to people; nobody else's denial is anybody's but the platform's.
        expect(rows, 'the record of the denial').toContainEqual(expect.objectContaining(kept));
      } else if (may === 'yes' && !sample.failsWith && procedure.type === 'mutation')
        expect(
          rows.filter(({ outcome }) => outcome === 'done'),
          'the record of the change',
        ).not.toEqual([]);
      else expect(rows, 'nothing to record').toEqual([]);
      if (may === 'yes' && answer.failure === undefined) await sample.after?.(stage, answer.data);
      if (sample.spendsSession) await at.renew(who);
    }
  });
});

describe('ids of another tenant under the own tenant’s id', () => {
  const cases = ALL.filter(namesTenant).map((procedure) => [procedure.path, procedure] as const);
  test.each(cases)('%s knows nothing of them', async (path, procedure) => {
    for (const who of ['platform_admin', 'tenant_admin'] as const) {
      const foreign = await SAMPLES[path]!.input(standing(at.foreign, who));
      if (!('id' in foreign || 'userId' in foreign)) continue;
      const answer = await ask(who, procedure, { ...foreign, tenantId: at.own.tenantId });
      // A list filtered by a stranger is empty.
      if (answer.failure === undefined) expect(answer.data, who).toMatchObject({ rows: [], total: 0 });
      else expect(answer.failure.code, who).toMatch(/not-found$/);
    }
  });
});

test('no answer holds a secret but the one that just made it, and no record holds any', async () => {
  const made = answers.flatMap(({ path, text }) =>
    /^(user\.create|device\.create|device\.resetSecret)$/.test(path) && text.includes('"secret"')
      ? secretsOf(text)
      : [],
  );
  expect(made.length).toBeGreaterThan(8);
  const record = JSON.stringify(
    await database.read(everywhere, ({ db }) => db.selectFrom('audit').selectAll().execute()),
  );
  const everything = answers.map(({ text }) => text);
  for (const { secret, digest } of made) {
    expect(everything.filter((text) => text.includes(secret)).length, 'answers with this secret').toBe(1);
    expect(
      everything.some((text) => text.includes(digest)),
      'answers with its digest',
    ).toBe(false);
    expect(record.includes(secret) || record.includes(digest), 'the record').toBe(false);
  }
  for (const text of [...everything, record]) {
    expect(text.includes(PASSWORD), 'a password').toBe(false);
    expect(text).not.toMatch(/\$argon2|v1\.k\w+\.[\w-]{16}/);
  }
  const tokens = answers.filter(({ path, text }) => path !== 'auth.signIn' && /"token":"[^"]/.test(text));
  expect(tokens.map(({ path }) => path)).toEqual([]);
});

async function ask(who: Who, procedure: Procedure, input: object): Promise<Answer> {
  const answer = await at.call(who, procedure, input);
  answers.push({ path: procedure.path, text: answer.text });
  return answer;
}

const codeOf = ({ failure }: Answer): string => failure?.code ?? 'done';

function standing(stage: Stage, who: Who): At {
  return { ...stage, admin: at.admin, email: at.emails[who === 'nobody' ? 'support' : who] };
}

/** What the access table says: nothing here repeats the guards' own code. */
function mayCall(who: Who, { meta }: Procedure, where: 'own' | 'foreign'): 'yes' | 'access.denied' | 'auth.required' {
  const guard = meta.guard!;
  if (guard.kind === 'public') return 'yes';
  if (who === 'nobody') return 'auth.required';
  if (guard.kind === 'signed-in') return 'yes';
  if (guard.kind === 'platform' && who !== 'platform_admin') return 'access.denied';
  const grant: Grant = {
    role: who,
    tenantId: who === 'platform_admin' ? null : at.own.tenantId,
    userId: who === 'end_user' ? at.own.userId : null,
  };
  const tenant = guard.kind === 'platform' ? null : guard.kind === 'tenant' ? at[where].tenantId : at.own.tenantId;
  return allowingGrant([grant], guard.action, tenant) ? 'yes' : 'access.denied';
}

const namesTenant = ({ meta }: Procedure): boolean => meta.guard?.kind === 'tenant';

const newestRecord = (): Promise<string> =>
  database.read(everywhere, async ({ db }) =>
    String((await db.selectFrom('audit').select(db.fn.max('id').as('n')).executeTakeFirst())?.n ?? 0),
  );

/** Rows of people since then: what the system itself records meanwhile (the end of an apply) has no source address. */
async function recordSince(before: string) {
  const rows = await database.read(everywhere, ({ db }) =>
    db
      .selectFrom('audit')
      .selectAll()
      .where('id', '>', before as never)
      .execute(),
  );
  return rows.filter(({ source }) => source !== null);
}

function secretsOf(text: string): { secret: string; digest: string }[] {
  const { sipUsername, secret, realm } = (
    JSON.parse(text) as { result: { data: { credentials: Record<string, string> } } }
  ).result.data.credentials as Record<'sipUsername' | 'secret' | 'realm', string>;
  const digest = createHash('md5').update(`${sipUsername}:${realm}:${secret}`).digest('hex');
  return [{ secret, digest }];
}
