import { compilePlan, jobId, sampleCalls, type BoxId, type ObjectChange } from '@synergycall/domain';
import { beforeAll, expect, test } from 'vitest';
import { installation, provisionRootfs } from '../../platform/asterisk-host/index.ts';
import { defaultRunAs } from '../../platform/asterisk-host/layout.ts';
import { shadow, type Shadow } from '../../platform/shadow/index.ts';
import { renderCore } from '../callflow/index.ts';
import { acme, labBox, withFlows } from '../callflow/sample.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { astdbKeys } from '../user/index.ts';
import { shadowKeys, tryInShadow, type Trial } from './shadow-check.ts';

/** Menus, tried key by key in a real throwaway Asterisk before anything goes live. */

let throwaway: Shadow;
beforeAll(async () => {
  const program = installation((await provisionRootfs({})).dir);
  throwaway = shadow({ program, ...(process.getuid?.() === 0 && { runAs: defaultRunAs() }) });
});

const job = jobId.parse('j00000000001');
const facts = { tenantSuspended: false, suspendedUsers: new Set<never>(), revoked: new Set<never>() };
const model = withFlows(
  acme,
  [
    { extension: 2001, keys: { 1: 'p1', 2: 'f2', '*': 'p3', '#': 'f3' }, tries: 2, to: { timeout: 'p2' } },
    { keys: { 1: 'p2', 0: 'f1' }, dialling: true, tries: 1, to: { invalid: 'p1' } },
    { members: ['1', '2'] },
  ],
  { '+15550100': 'f1' },
);
const changes = (model.flows ?? []).map(
  ({ id, name }) => ({ kind: 'flow', id, name, detail: null, change: 'new', fields: [] }) as unknown as ObjectChange,
);

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
    samples: sampleCalls(plan.value, changes, facts),
  };
}

test('each key comes out as the model says, through sub-menus too, without a complaint', async () => {
  const ways = trial().samples.calls.filter((call) => call.because === 'changed-flow' && !call.number);
  expect(ways.map(({ keys = '', expected }) => `${keys} ${expected.does}`).toSorted()).toEqual(
    [' menu', '# group', '* refuse', '1 ring', '2 menu', '20 menu', '21t ring', '2t refuse', 'tt ring'].toSorted(),
  );
  const tried = await tryInShadow(throwaway, trial());
  expect([tried.failure, tried.warning]).toEqual([undefined, undefined]);
});

test.each<[what: string, alter: (text: string) => string]>([
  ['takes a star for a hash', (text) => text.replace('?star:', '?hash:')],
  ['asks once more than it should', (text) => text.replace('${SC_TRY} > ${SC_MT}', '${SC_TRY} > 9')],
  ['looks for keys under another name', (text) => text.replace('/key${SC_V}', '/kei${SC_V}')],
  ['leaves menus out', (text) => text.replaceAll('?sc-menu,s,1)', '?sc-refuse,unknown,1)')],
])('a core that %s is found', async (_, alter) => {
  const { failure } = await tryInShadow(throwaway, trial(alter));
  expect(failure).toMatchObject({ code: 'apply.step-failed' });
});
