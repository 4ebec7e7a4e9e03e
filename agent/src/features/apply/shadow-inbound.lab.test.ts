import { compilePlan, jobId, sampleCalls, type BoxId, type ObjectChange } from '@synergycall/domain';
import { beforeAll, expect, test } from 'vitest';
import { installation, provisionRootfs } from '../../platform/asterisk-host/index.ts';
import { defaultRunAs } from '../../platform/asterisk-host/layout.ts';
import { shadow, type Shadow } from '../../platform/shadow/index.ts';
import { renderCore } from '../callflow/index.ts';
import { acme, labBox, withNumbers } from '../callflow/sample.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { astdbKeys } from '../user/index.ts';
import { shadowKeys, tryInShadow, type Trial } from './shadow-check.ts';

/** Calls from outside, tried in a real throwaway Asterisk before anything goes live. */

let throwaway: Shadow;
beforeAll(async () => {
  const program = installation((await provisionRootfs({})).dir);
  throwaway = shadow({ program, ...(process.getuid?.() === 0 && { runAs: defaultRunAs() }) });
});

const job = jobId.parse('j00000000001');
const facts = { tenantSuspended: false, suspendedUsers: new Set<never>(), revoked: new Set<never>() };
const model = withNumbers(acme, { '+15550100': 0, '+15550101': null, '+15550102': 2 }, 1);
const changes = (model.dids ?? []).map(({ id, number }): ObjectChange => ({
  kind: 'did',
  id,
  name: number,
  detail: null,
  change: 'new',
  fields: [],
}));
const gone: ObjectChange = { kind: 'did', id: 'x', name: '+15550199', detail: null, change: 'removed', fields: [] };

/** `alter`: what of the core's text is written otherwise. */
function trial(alter: (text: string) => string = (text) => text): Trial {
  const plan = compilePlan(model, labBox);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const files = [...renderCore(labBox), renderTenantFile(acme.tenant)];
  return {
    order: {
      id: job,
      boxId: 'b00000000000' as BoxId,
      tenant: acme.tenant,
      actor: { accountId: null, name: 'Test' },
      reason: null,
      requestedAt: '',
      overwrite: [],
    },
    files: files.map(({ path, text }) => ({ path: `extensions.d/synergycall/${path}`, text: alter(text) })),
    keys: shadowKeys(acme.tenant.tag, 7, { keys: astdbKeys(plan.value, 7, job), facts }),
    samples: sampleCalls(plan.value, [...changes, gone], facts),
  };
}

test('changed, given back and unassigned numbers come out as the model says, without a complaint', async () => {
  const tried = await tryInShadow(throwaway, trial());
  expect(tried).toMatchObject({ detail: expect.stringContaining('3 of 3 changed numbers') });
  expect([tried.failure, tried.warning]).toEqual([undefined, undefined]);
});

test.each<[what: string, alter: (text: string) => string, object: string]>([
  ['reads numbers under another name', (text) => text.replace('/d/${SC_N})', '/n/${SC_N})'), '+15550100'],
  ['knows no default', (text) => text.replace('"default" &', '"defualt" &'), '+15550101'],
  ['lets numbers of nobody ring', (text) => text.replace('Set(SC_T=)', 'Goto(sc-ring,1,1)'), '+15550199'],
])('a core that %s is found, and the number named', async (_, alter, object) => {
  const { failure } = await tryInShadow(throwaway, trial(alter));
  expect(failure).toMatchObject({ code: 'apply.step-failed', object });
});
