import type { ApplyStepName, ObjectKind } from './apply/apply.ts';
import type { FlowExit } from './callflow/flow.ts';
import type { MatcherProblem } from './policy/matcher.ts';

/**
 * Every expected failure of the product. Screens translate `code`; nobody parses a message.
 * Fields name the object and whatever the remedy needs.
 */
export type Failure =
  // access
  | { code: 'auth.required' }
  | { code: 'auth.wrong-credentials' }
  | { code: 'auth.too-many-attempts'; retryAfterSeconds: number }
  | { code: 'auth.csrf' }
  | { code: 'auth.bootstrap-closed' }
  | { code: 'auth.wrong-bootstrap-code' }
  | { code: 'auth.weak-password'; reason: 'too-short' | 'too-common' | 'contains-email' }
  | { code: 'access.denied'; action: string }
  | { code: 'account.not-found'; id: string }
  | { code: 'account.email-taken'; email: string }
  // tenants
  | { code: 'tenant.not-found'; id: string }
  | { code: 'tenant.name-taken'; name: string }
  | {
      code: 'tenant.range-invalid';
      range: readonly [number, number];
      reason: 'order' | 'emergency' | 'in-use';
      detail: string;
    }
  | { code: 'tenant.limit-reached'; limit: 'users' | 'devices'; max: number }
  // users and extensions
  | { code: 'user.not-found'; id: string }
  | { code: 'user.email-taken'; email: string; userId: string; userName: string }
  | {
      code: 'extension.taken';
      extension: number;
      byKind: string;
      byId: string;
      byName: string;
      nextFree: number | null;
    }
  | { code: 'extension.quarantined'; extension: number; until: string | null; nextFree: number | null }
  | { code: 'extension.out-of-range'; extension: number; range: readonly [number, number] }
  | { code: 'extension.pool-exhausted'; range: readonly [number, number]; quarantined: number }
  | { code: 'extension.emergency'; extension: number; emergencyNumber: string }
  // devices
  | { code: 'device.not-found'; id: string }
  | { code: 'device.revoked'; id: string; label: string }
  // numbers
  | { code: 'did.not-found'; id: string }
  | { code: 'did.number-taken'; number: string; tenantName: string | null }
  /** An assigned number can't be taken from its tenant, and none that is somebody else's given away. */
  | { code: 'did.assigned'; number: string; name: string; count: number }
  | { code: 'did.allocated'; number: string; tenantName: string; count: number }
  /** The number that the tenant, or these people, show outside can't leave before they show another. */
  | { code: 'did.shown'; number: string; by: readonly string[]; count: number }
  | { code: 'did.import-stale' }
  | { code: 'did.import-unreadable'; line: number | null; detail: string }
  | { code: 'did.import-bad-rows'; conflict: number; invalid: number }
  | { code: 'did.import-changed-since'; numbers: readonly string[]; count: number }
  | { code: 'destination.not-found'; kind: string; id: string }
  /** What something points at can't go before that is settled. */
  | { code: 'destination.in-use'; name: string; by: readonly string[]; count: number }
  // call flows
  | { code: 'flow.not-found'; id: string }
  /** Calls would go round: each leads to the next, the last one is the first again. */
  | { code: 'flow.loop'; names: readonly string[] }
  /** Only a schedule is opened and closed by hand. */
  | { code: 'flow.no-schedule'; name: string }
  | { code: 'queue.not-an-agent'; name: string }
  /** Only admins log this agent out. */
  | { code: 'queue.must-stay'; name: string }
  // what a person's calls do
  /** Their own outbound policy forbids it. */
  | { code: 'handling.number-blocked'; number: string }
  // announcements
  | { code: 'prompt.not-found'; id: string }
  | { code: 'prompt.in-use'; name: string; by: readonly string[]; count: number }
  | { code: 'prompt.not-a-sound'; reason: SoundProblem }
  // voicemail
  /** Somebody hears that mailbox by phone now, or Asterisk works in it. */
  | { code: 'voicemail.in-use' }
  // what calls out cost
  /** No list has a price for every other number, and somebody's limit needs one; null: the company that asks. */
  | { code: 'spending.no-prices'; tenant: string | null }
  | { code: 'spending.stale' }
  // trunks
  | { code: 'trunk.not-found'; id: string }
  | { code: 'trunk.name-taken'; name: string }
  /** Addresses that tell trunks apart, and trunks of the box, belong to the platform. */
  | { code: 'trunk.platform-only'; name: string }
  /** Both would take the same call: nothing tells them apart. `name` null: another tenant's, or a phone. */
  | { code: 'trunk.match-overlaps'; address: string; other: string; name: string }
  | { code: 'trunk.match-covers-phone'; address: string; phone: string }
  /** Loopback or private: only if a platform admin says so. */
  | { code: 'trunk.private-address'; address: string }
  | { code: 'trunk.host-is-box'; host: string }
  | { code: 'trunk.credentials-missing'; name: string }
  /** A trunk by registration is told apart by its registration; addresses are for those by address. */
  | { code: 'trunk.addresses-unwanted'; name: string }
  /** No test call goes there. `busy`: one is under way by this trunk; `often`: there were too many of late. */
  | { code: 'trunk.test-refused'; number: string; reason: 'emergency' | 'own-number' | 'busy' | 'often' }
  /** Rules of these policies name it. */
  | { code: 'trunk.in-use'; name: string; by: readonly string[]; count: number }
  // calls out
  | { code: 'policy.not-found'; id: string }
  | { code: 'policy.name-taken'; name: string }
  /** `rule`: its place, the first is 1. */
  | { code: 'policy.rule-invalid'; rule: number; name: string; reason: MatcherProblem }
  | { code: 'policy.rule-trunk-gone'; rule: number; name: string; trunkId: string }
  /** The tenant's default, or somebody's own. */
  | { code: 'policy.in-use'; name: string; isDefault: boolean; by: readonly string[]; count: number }
  /** Only numbers of one's own are shown outside. */
  | { code: 'outbound.not-own-number'; number: string }
  | { code: 'outbound.prefix-is-emergency'; prefix: string; emergencyNumber: string }
  // changes
  /** Phones stand there, or it is the tenant's default: it can't go before it is said where they are instead. */
  | { code: 'location.in-use'; name: string; isDefault: boolean; devices: number }
  | { code: 'revision.stale'; entity: string; id: string; expected: number; actual: number }
  | { code: 'input.invalid'; issues: readonly { path: string; problem: string }[] }
  | { code: 'not-found'; what: string }
  // apply
  | { code: 'apply.busy'; since: string; by: string }
  | { code: 'apply.nothing-pending' }
  | { code: 'apply.invalid-model'; problems: readonly ModelProblem[] }
  | { code: 'apply.asterisk-unreachable'; detail: string }
  | {
      code: 'apply.step-failed';
      step: ApplyStepName;
      object: string;
      detail: string;
      remedy: string;
      target?: { kind: ObjectKind; id: string };
      place?: { file: string; line: number | null };
    }
  | { code: 'apply.job-not-found'; id: string }
  /** A change freeze holds; nothing was begun. */
  | { code: 'apply.frozen'; until: string; reason: string }
  | { code: 'apply.schedule-invalid'; reason: 'past' | 'too-far' | 'in-freeze' }
  /** Cancelling comes too late: the job has begun, or ended. */
  | { code: 'apply.not-waiting'; id: string; status: string }
  /** Files of ours were edited by hand; the drift page shows what. Nothing was touched. */
  | { code: 'apply.drift'; names: readonly string[] }
  /** An adopted hand edit was made on another text than what would be written now. */
  | { code: 'apply.adopted-outdated'; path: string }
  | { code: 'history.generation-not-found'; generation: number }
  /** The model has changed since the plan was made: look at it again. */
  | { code: 'restore.stale' }
  | { code: 'restore.nothing'; generation: number }
  | { code: 'restore.blocked'; names: readonly string[] }
  /** What is live has changed again since it was looked at. */
  | { code: 'drift.stale'; names: readonly string[] }
  | { code: 'drift.not-adoptable'; names: readonly string[] }
  | { code: 'freeze.not-found'; id: string }
  // the machine
  | { code: 'realtime.down'; detail: string }
  | { code: 'database.down'; detail: string }
  | { code: 'asterisk.down'; detail: string }
  | { code: 'rate.limited'; retryAfterSeconds: number }
  | { code: 'internal'; reference: string };

export type FailureCode = Failure['code'];
export type FailureOf<C extends FailureCode> = Extract<Failure, { code: C }>;

/** Why a file is no sound that can be played. */
export type SoundProblem = 'unknown' | 'damaged' | 'empty' | 'too-large' | 'too-long';

/** A reason why a model can't be rendered, found before anything is generated. */
export type ModelProblem = (
  | { problem: 'duplicate-extension'; extension: number; users: readonly string[] }
  | { problem: 'invalid-extension'; extension: number; user: string }
  | { problem: 'dangling-user'; device: string; userId: string }
  | { problem: 'extension-shadows-emergency'; extension: number; emergencyNumber: string; user: string }
  | { problem: 'invalid-emergency-number'; number: string }
  | { problem: 'unrenderable-name'; user: string; reason: string }
  | { problem: 'foreign-username'; device: string; sipUsername: string }
  | { problem: 'duplicate-username'; sipUsername: string; devices: readonly string[] }
  | { problem: 'too-many-devices'; user: string; count: number; max: number }
  | { problem: 'invalid-number'; number: string }
  | { problem: 'duplicate-number'; number: string }
  /** A public number that leads to somebody or something that is gone; `number` null: the tenant's default does. */
  | ({ problem: 'dangling-destination'; number: string | null } & ({ userId: string } | { flowId: string }))
  /** An exit or a member of a flow that is gone. */
  | { problem: 'dangling-exit'; flow: string; exit: FlowExit }
  | { problem: 'dangling-member'; flow: string; userId: string }
  | { problem: 'too-many-members'; flow: string; count: number; max: number }
  /** Flows that lead to each other, the last one to the first. */
  | { problem: 'flow-loop'; flows: readonly string[] }
  /** `rule`: its place in the policy, the first is 1. */
  | { problem: 'rule-invalid'; policy: string; rule: number; name: string; reason: MatcherProblem }
  | { problem: 'rule-without-schedule'; policy: string; rule: number; name: string }
  | { problem: 'rule-foreign-trunk'; policy: string; rule: number; name: string; trunkId: string }
  | { problem: 'too-many-rules'; policy: string; count: number; max: number }
  /** `user` null: the tenant's. */
  | { problem: 'dangling-policy'; user: string | null; policyId: string }
  | { problem: 'foreign-caller-id'; user: string | null; number: string }
  | { problem: 'prefix-swallows-emergency'; prefix: string; emergencyNumber: string }
) & {
  /** The object as a screen can open it. */
  target?: { kind: ObjectKind; id: string };
};
