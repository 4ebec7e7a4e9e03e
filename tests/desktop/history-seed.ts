import type { DriftItem, JobId, JobStatus, JobView, ObjectChange, RestoreNote, TenantView } from '@synergycall/domain';
import { fakeHistory } from './fake-agent/history.ts';
import { newId, type FakeState } from './fake-agent/state.ts';

const STATUSES: readonly JobStatus[] = ['SUCCESS', 'SUCCESS', 'FAILED', 'SUCCESS', 'ROLLED_BACK', 'SUCCESS', 'SUCCESS'];
const ACTORS = ['Ada Root', 'Tess Admin', 'Maximiliane Freifrau von Hohenstein', 'Дарья Петрова'];
const REASONS = [null, 'New colleagues in Berlin', null, 'Ticket 4711: caller ids of the sales team', null];

const change = (over: Partial<ObjectChange>): ObjectChange => ({
  kind: 'user',
  id: newId<string>(),
  name: 'Ann Lee',
  detail: '1004',
  change: 'changed',
  fields: [],
  ...over,
});

/** So many applies, the newest an hour ago, one every six hours before, with outcomes of every kind. */
export function seedJobs(state: FakeState, tenant: TenantView | null, count: number): void {
  const newest = Date.now() - 3_600_000;
  for (let n = 0; n < count; n++) {
    const at = newest - (count - 1 - n) * 21_600_000;
    const status = n === count - 1 ? 'SUCCESS' : (STATUSES[n % STATUSES.length] ?? 'SUCCESS');
    const changes = [
      change({ name: `Person ${n}`, change: 'new', detail: String(1000 + n) }),
      change({ name: 'Ben Ode', detail: '1005', fields: [{ field: 'name', from: 'Ben', to: 'Ben Ode' }] }),
      change({ name: 'Conference phone', kind: 'device', detail: 'Cem Yılmaz', change: 'removed' }),
    ].slice(0, (n % 3) + 1);
    const job: JobView = {
      id: newId<JobId>(),
      tenantId: tenant?.id ?? null,
      tenantName: tenant?.name ?? null,
      status,
      actor: ACTORS[n % ACTORS.length]!,
      reason: REASONS[n % REASONS.length] ?? null,
      requestedAt: new Date(at).toISOString(),
      startedAt: new Date(at).toISOString(),
      finishedAt: new Date(at + 640 + (n % 9) * 137).toISOString(),
      generation: n + 1,
      schedule: { mode: 'now' },
      steps: [],
      changeCount: n % 11 === 10 ? 42 : changes.length,
      changes,
      warnings: [],
      error:
        status === 'SUCCESS'
          ? null
          : {
              code: 'apply.step-failed',
              step: 'verify',
              object: 'Ann Lee',
              detail: 'What Asterisk loaded is not what was written for Ann Lee (1004).',
              remedy: 'Change the name of Ann Lee, then apply again.',
            },
    };
    state.jobs.unshift(job);
  }
}

/** A plan with every kind of change, one object in the way, and what is to be known. */
export function seedPlan(state: FakeState, tenant: TenantView): void {
  const ann = change({ id: 'annannannann', fields: [{ field: 'name', from: 'Ann Miller', to: 'Ann Lee' }] });
  const cem = change({ id: 'cemcemcemcem', name: 'Cem Yılmaz', detail: '1007', change: 'new' });
  const phone = change({
    kind: 'device',
    id: 'phonphonphon',
    name: 'Desk phone',
    detail: 'Cem Yılmaz',
    change: 'new',
  });
  const late = change({ id: 'latelatelate', name: 'أحمد منصور', detail: '1010', change: 'removed' });
  const about = (of: ObjectChange, note: RestoreNote['note'], over: Partial<RestoreNote> = {}): RestoreNote => ({
    note,
    kind: of.kind,
    id: of.id,
    name: of.name,
    detail: null,
    blocks: false,
    ...over,
  });
  const ben = change({ id: 'benbenbenben', name: 'Ben Ode', detail: '1005' });
  fakeHistory(state).plans.set(tenant.id, {
    changes: [ann, cem, late, phone],
    notes: [
      about(phone, 'device-revoked'),
      about(ben, 'extension-taken', { detail: 'Dora Wolf', blocks: true }),
      about(late, 'switched-off'),
      about(ann, 'live-state-kept'),
    ],
  });
  fakeHistory(state).compared.set(tenant.id, {
    changes: [
      { ...ann, fields: [{ field: 'name', from: 'Ann Lee', to: 'Ann Miller' }] },
      { ...cem, change: 'removed' },
      { ...late, change: 'new' },
    ],
    text: [
      {
        target: 'file',
        name: 'extensions.d/synergycall/tenants/a7k2.conf',
        before: '[sc-t-a7k2]\nexten => 1004,1,Dial(PJSIP/a7k2-aaaaaa)\nexten => 1007,1,Dial(PJSIP/a7k2-bbbbbb)\n',
        after: '[sc-t-a7k2]\nexten => 1004,1,Dial(PJSIP/a7k2-aaaaaa)\nexten => 1010,1,Dial(PJSIP/a7k2-cccccc)\n',
      },
    ],
  });
}

const FILE = 'extensions.d/synergycall/tenants/a7k2.conf';
const lines = (edit: boolean): string =>
  [
    '; Written by SynergyCall. Changes by hand are kept apart and shown.',
    '[sc-t-a7k2]',
    ...Array.from({ length: 30 }, (_, i) => `exten => ${1001 + i},1,Gosub(sc-user,s,1(${1001 + i}))`),
    ...(edit ? ['exten => 1099,1,Dial(PJSIP/my-own-trunk/${EXTEN})'] : []),
    'include => sc-emergency',
    '',
  ].join('\n');

/** A difference of every store, adoptable and not. */
export function driftItems(): DriftItem[] {
  const ann = { kind: 'device' as const, id: 'annphoneannp', name: 'Ann Lee 1004, Desk phone' };
  const acme = { kind: 'tenant' as const, id: 'acmeacmeacme', name: 'Acme Logistics' };
  return [
    {
      key: `file:${FILE}`,
      store: 'file',
      name: FILE,
      found: 'changed',
      object: acme,
      meant: lines(false),
      live: lines(true),
      seen: 's1',
      adopt: { can: true, into: 'file' },
    },
    {
      key: 'realtime:a7k2-abcdef',
      store: 'realtime',
      name: 'a7k2-abcdef',
      found: 'changed',
      object: ann,
      meant:
        'ps_endpoints.callerid = "Ann Lee" <1004>\nps_endpoints.context = sc-t-a7k2\nps_endpoints.allow = opus,g722,alaw',
      live: 'ps_endpoints.callerid = "Ann L." <1004>\nps_endpoints.context = sc-t-a7k2\nps_endpoints.allow = opus,g722,alaw',
      seen: 's2',
      adopt: { can: true, into: 'model' },
    },
    {
      key: 'astdb:sc/g/a7k2/14/ext/1005',
      store: 'astdb',
      name: 'sc/g/a7k2/14/ext/1005',
      found: 'missing',
      object: { kind: 'user', id: 'benbenbenben', name: 'Ben Ode 1005' },
      meant: 'user|PJSIP/a7k2-fedcba\n',
      live: '',
      seen: 's3',
      adopt: { can: false, because: 'not-in-the-model' },
    },
    {
      key: 'dialplan:sc-t-a7k2',
      store: 'dialplan',
      name: 'sc-t-a7k2',
      found: 'changed',
      object: null,
      meant: 'exten 1004\n  1. Gosub(sc-user,s,1(1004))\n',
      live: 'exten 1004\n  1. Hangup()\n',
      seen: 's4',
      adopt: { can: false, because: 'memory-only' },
    },
  ];
}
