import { compilePlan, jobId, sampleCalls, type BoxId, type ObjectChange } from '@synergycall/domain';
import { beforeAll, expect, test } from 'vitest';
import { installation, provisionRootfs } from '../../platform/asterisk-host/index.ts';
import { defaultRunAs } from '../../platform/asterisk-host/layout.ts';
import { shadow, type Shadow } from '../../platform/shadow/index.ts';
import { renderCore } from '../callflow/index.ts';
import { acme, everyDay, labBox, withFlows } from '../callflow/sample.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { astdbKeys } from '../user/index.ts';
import { shadowKeys, tryInShadow, type Trial } from './shadow-check.ts';

/** Ring groups and schedules, tried in a real throwaway Asterisk before anything goes live. */

let throwaway: Shadow;
beforeAll(async () => {
  const program = installation((await provisionRootfs({})).dir);
  throwaway = shadow({ program, ...(process.getuid?.() === 0 && { runAs: defaultRunAs() }) });
});

const job = jobId.parse('j00000000001');
const facts = { tenantSuspended: false, suspendedUsers: new Set<never>(), revoked: new Set<never>() };
const christmas = { name: 'Christmas', from: '2026-12-25', to: '2026-12-26', yearly: true, hours: [] };
const model = withFlows(
  acme,
  [
    { extension: 2001, week: everyDay(['09:00', '17:00']), holidays: [christmas], to: { open: 'f2', closed: 'p2' } },
    { extension: 2002, members: ['1:5', '2', '3'], to: { noanswer: 'f3' } },
    { extension: 2003, members: ['1', '2'], strategy: 'longest-idle' },
  ],
  { '+15550100': 'f1', '+15550101': 'f2' },
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

test('they come out as the model says when they are open and closed and on holidays, without a complaint', async () => {
  const { samples } = trial();
  const ways = samples.calls.filter((call) => call.because === 'changed-flow');
  expect(ways.map(({ dialled, expected }) => `${dialled} ${expected.does}`)).toEqual([
    '2001 ring',
    '2001 group',
    '2001 ring',
    '2002 group',
    '2003 group',
    '15550100 ring',
    '15550100 group',
    '15550100 ring',
    '15550101 group',
  ]);
  const tried = await tryInShadow(throwaway, trial());
  expect([tried.failure, tried.warning]).toEqual([undefined, undefined]);
});

test.each<[what: string, alter: (text: string) => string]>([
  ['is always open', (text) => text.replace('Set(SC_HE=closed)', 'Set(SC_HE=open)')],
  ['reads groups under another name', (text) => text.replace('/f/${SC_F}/group)', '/f/${SC_F}/grp)')],
  ['leaves groups out', (text) => text.replace('?sc-group,s,1)', '?sc-refuse,unknown,1)')],
])('a core that %s is found', async (_, alter) => {
  const { failure } = await tryInShadow(throwaway, trial(alter));
  expect(failure).toMatchObject({ code: 'apply.step-failed' });
});
