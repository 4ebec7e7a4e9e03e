import {
  compilePlan,
  decide,
  diffBoxSnapshots,
  diffSnapshots,
  entryContext,
  fail,
  ok,
  sampleBoxCalls,
  sampleCalls,
  suspendedContext,
  type BoxSnapshot,
  type Result,
  type RoutePlan,
  type TenantSnapshot,
} from '@synergycall/domain';
import { renderCore } from '../callflow/index.ts';
import { deviceRows } from '../device/index.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { astdbKeys } from '../user/index.ts';
import { applyAdopted } from './adopted.ts';
import { mailboxNames } from './mailbox-rows.ts';
import { hasNewAgentPhones } from './queue-rows.ts';
import type { LiveFacts, Probe, Rendered, Render, Taken } from './ports.ts';
import { soundsOf } from './sounds.ts';
import { trunkAuthChange } from './trunk-auths.ts';
import { trunkFiles } from './trunk-files.ts';
import { endOf } from './probe-end.ts';

/** Where our dialplan files live, relative to Asterisk's configuration folder. */
export const DIALPLAN_FOLDER = 'extensions.d/synergycall';

/** Snapshot in, everything that Asterisk should hold out. Pure; problems of the model reject before anything is made. */
export const render: Render = (taken) => {
  const own = taken.tenant ? renderTenant(taken, taken.tenant) : ok(renderBox(taken));
  if (!own.ok || !taken.adopted) return own;
  const files = applyAdopted(own.value.files, taken.adopted);
  return files.ok ? ok({ ...own.value, files: files.value }) : files;
};

function renderBox({ box, lastBox, liveTags, trunkCredentials }: Taken): Rendered {
  return {
    files: [
      ...[...renderCore(box), ...liveTags.map((tag) => renderTenantFile({ tag }))].map(inFolder),
      ...trunkFiles(box, lastBox),
    ],
    ...trunkAuthChange(box, lastBox, trunkCredentials),
    keys: () => [],
    devices: () => [],
    changes: diffBoxSnapshots(lastBox, box),
    samples: () => sampleBoxCalls(box, liveTags),
    probe: () => ({ extension: null, reason: 'unknown', resolved: [] }),
  };
}

function renderTenant(
  { box, digests, lastTenant, trunkCredentials, trunkNames }: Taken,
  tenant: TenantSnapshot,
): Result<Rendered> {
  const plan = compilePlan(tenant, box);
  if (!plan.ok) return fail({ code: 'apply.invalid-model', problems: plan.error });
  const { tag } = tenant.tenant;
  const rows = (facts: LiveFacts) =>
    tenant.devices
      // A device revoked after the snapshot was taken must not come back.
      .filter((device) => !facts.revoked.has(device.sipUsername))
      .map((device) => {
        const context = facts.suspendedUsers.has(device.userId) ? suspendedContext(tag) : entryContext(tag);
        return deviceRows(tenant, device, { md5Cred: digests(device), realm: box.box.realm, context });
      });
  const changes = diffSnapshots(lastTenant, tenant, trunkNames);
  return ok({
    files: [inFolder(renderTenantFile({ tag })), ...trunkFiles(tenant, lastTenant)],
    ...trunkAuthChange(tenant, lastTenant, trunkCredentials),
    keys: (generation, job) => astdbKeys(plan.value, generation, job),
    devices: rows,
    mailboxes: { meant: mailboxNames(tenant), last: lastTenant ? mailboxNames(lastTenant) : [] },
    queues: { meant: tenant, last: lastTenant },
    newAgentPhones: hasNewAgentPhones(tenant, lastTenant),
    sounds: soundsOf(plan.value),
    changes,
    samples: (facts, emergencyNumbers) => sampleCalls({ ...plan.value, emergencyNumbers }, changes, facts),
    probe: (facts) => probeOf(plan.value, facts),
  });
}

/** The extension that says most about the generation: one that rings, of a user with the most devices. */
export function probeOf(plan: RoutePlan, facts: LiveFacts): Probe {
  const callable = [...plan.users.values()].filter(
    (user) => user.members.length > 0 && !facts.suspendedUsers.has(user.id),
  );
  const user = callable.toSorted((a, b) => b.members.length - a.members.length)[0] ?? [...plan.users.values()][0];
  const extension = user?.extension ?? null;
  const { tenantSuspended, suspendedUsers } = facts;
  // A probe that names its moment asks nothing of what was set by hand.
  const decision = decide(
    plan,
    { tenantSuspended, suspendedUsers },
    { from: null, dialled: extension === null ? '*' : String(extension), at: 0 },
  );
  return { extension, at: 0, ...endOf(decision) };
}

const inFolder = ({ path, text }: { path: string; text: string }) => ({ path: `${DIALPLAN_FOLDER}/${path}`, text });

/** Equal models are equal texts. */
export const sameModel = (a: TenantSnapshot | BoxSnapshot | null, b: TenantSnapshot | BoxSnapshot): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
