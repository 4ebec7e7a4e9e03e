import type { ApplyStepName, Failure } from '@synergycall/domain';
import { formatMoment } from '../display/moment.ts';
import { modelProblemText } from './model-problem.ts';
import { t } from './t.ts';
import { trunkFailureText } from './trunk-failure.ts';

/** What can go wrong between a screen and the agent, before the agent has a say. */
export type ClientFailure =
  | { code: 'client.unreachable'; host: string }
  | { code: 'client.certificate-changed'; host: string }
  | { code: 'client.certificate-name'; host: string; names: readonly string[] }
  | { code: 'client.not-an-agent'; host: string }
  | { code: 'client.bad-address' }
  | { code: 'client.unexpected'; detail: string };

export type AnyFailure = Failure | ClientFailure;

export interface FailureText {
  /** What happened and why, naming the object. */
  title: string;
  /** What to do about it. */
  todo: string;
}

const wait = (seconds: number): string =>
  seconds < 90
    ? t('wait.seconds', { n: Math.max(1, Math.ceil(seconds)) })
    : t('wait.minutes', { n: Math.ceil(seconds / 60) });

export const stepText = (step: ApplyStepName): string => t(`step.${step}`);

/** Says in words what a failure is and what to do. Exhaustive: a new code does not compile until it has words. */
export function failureText(f: AnyFailure): FailureText {
  switch (f.code) {
    case 'auth.required':
    case 'auth.wrong-credentials':
    case 'auth.csrf':
    case 'auth.bootstrap-closed':
    case 'auth.wrong-bootstrap-code':
    case 'account.not-found':
    case 'tenant.not-found':
    case 'user.not-found':
    case 'device.not-found':
    case 'apply.nothing-pending':
    case 'apply.job-not-found':
    case 'apply.not-waiting':
    case 'restore.stale':
    case 'freeze.not-found':
    case 'did.not-found':
    case 'did.import-stale':
    case 'destination.not-found':
    case 'flow.not-found':
    case 'prompt.not-found':
    case 'trunk.not-found':
    case 'policy.not-found':
    case 'voicemail.in-use':
    case 'client.bad-address':
      return { title: t(`failure.${f.code}.title`), todo: t(`failure.${f.code}.todo`) };
    case 'spending.no-prices':
      return {
        title:
          f.tenant === null
            ? t('failure.spending.no-prices.title')
            : t('failure.spending.no-prices.of', { tenant: f.tenant }),
        todo: t('failure.spending.no-prices.todo'),
      };
    case 'spending.stale':
      return failureText({ code: 'did.import-stale' });
    case 'auth.too-many-attempts':
    case 'rate.limited':
      return {
        title: t(`failure.${f.code}.title`),
        todo: t(`failure.${f.code}.todo`, { wait: wait(f.retryAfterSeconds) }),
      };
    case 'auth.weak-password':
      return { title: t(`failure.auth.weak-password.${f.reason}.title`), todo: t('failure.auth.weak-password.todo') };
    case 'access.denied':
      return { title: t('failure.access.denied.title'), todo: t('failure.access.denied.todo', { action: f.action }) };
    case 'account.email-taken':
      return { title: t('failure.account.email-taken.title', f), todo: t('failure.account.email-taken.todo') };
    case 'tenant.name-taken':
      return { title: t('failure.tenant.name-taken.title', f), todo: t('failure.tenant.name-taken.todo') };
    case 'tenant.range-invalid': {
      const params = { from: f.range[0], to: f.range[1], detail: f.detail };
      return {
        title: t(`failure.tenant.range-invalid.${f.reason}.title`, params),
        todo: t(`failure.tenant.range-invalid.${f.reason}.todo`),
      };
    }
    case 'tenant.limit-reached':
      return {
        title: t(`failure.tenant.limit-reached.${f.limit}.title`, { max: f.max }),
        todo: t(`failure.tenant.limit-reached.${f.limit}.todo`),
      };
    case 'user.email-taken':
      return { title: t('failure.user.email-taken.title', f), todo: t('failure.user.email-taken.todo', f) };
    case 'extension.taken':
    case 'extension.quarantined':
    case 'extension.out-of-range':
    case 'extension.pool-exhausted':
    case 'extension.emergency':
      return extensionText(f);
    case 'trunk.name-taken':
    case 'policy.name-taken':
    case 'trunk.platform-only':
    case 'trunk.credentials-missing':
    case 'trunk.addresses-unwanted':
      return { title: t(`failure.${f.code}.title`, { name: f.name }), todo: t(`failure.${f.code}.todo`) };
    case 'trunk.match-overlaps':
    case 'trunk.match-covers-phone':
    case 'trunk.private-address':
    case 'trunk.host-is-box':
    case 'trunk.test-refused':
      return trunkFailureText(f);
    case 'prompt.not-a-sound':
      return { title: t('failure.prompt.not-a-sound.title'), todo: t(`failure.prompt.not-a-sound.${f.reason}`) };
    case 'prompt.in-use':
    case 'trunk.in-use':
      return {
        title: t(`failure.${f.code}.title`, { name: f.name, n: f.count }),
        todo: t(`failure.${f.code}.todo`, { by: f.by.join(', ') }),
      };
    case 'policy.rule-invalid':
      return {
        title: t('failure.policy.rule-invalid.title', { rule: f.rule, name: f.name }),
        todo: t(`failure.policy.rule-invalid.${f.reason}`),
      };
    case 'policy.rule-trunk-gone':
      return {
        title: t('failure.policy.rule-trunk-gone.title', { rule: f.rule, name: f.name }),
        todo: t('failure.policy.rule-trunk-gone.todo'),
      };
    case 'policy.in-use':
      return f.count === 0
        ? {
            title: t('failure.policy.in-use.default', { name: f.name }),
            todo: t('failure.policy.in-use.todo.default'),
          }
        : {
            title: t('failure.policy.in-use.people', { name: f.name, n: f.count }),
            todo: t('failure.policy.in-use.todo', { by: f.by.join(', ') }),
          };
    case 'location.in-use':
      return {
        title: t('failure.location.in-use.title', { name: f.name, n: f.devices }),
        todo: t('failure.location.in-use.todo'),
      };
    case 'outbound.not-own-number':
    case 'handling.number-blocked':
      return { title: t(`failure.${f.code}.title`, { number: f.number }), todo: t(`failure.${f.code}.todo`) };
    case 'outbound.prefix-is-emergency':
      return {
        title: t('failure.outbound.prefix-is-emergency.title', f),
        todo: t('failure.outbound.prefix-is-emergency.todo'),
      };
    case 'did.number-taken':
      return f.tenantName === null
        ? { title: t('failure.did.number-taken.free', { number: f.number }), todo: t('failure.did.number-taken.todo') }
        : {
            title: t('failure.did.number-taken.title', { number: f.number, tenant: f.tenantName }),
            todo: t('failure.did.number-taken.todo'),
          };
    case 'did.assigned':
      return { title: t('failure.did.assigned.title', f), todo: t('failure.did.assigned.todo') };
    case 'did.shown':
      return {
        title: t('failure.did.shown.title', { number: f.number, by: f.by.join(', '), count: f.count }),
        todo: t('failure.did.shown.todo'),
      };
    case 'did.allocated':
      return {
        title: t('failure.did.allocated.title', { number: f.number, tenant: f.tenantName, count: f.count }),
        todo: t('failure.did.allocated.todo'),
      };
    case 'did.import-unreadable':
      return {
        title:
          f.line === null
            ? t('failure.did.import-unreadable.title')
            : t('failure.did.import-unreadable.line', { line: f.line }),
        todo: t('failure.did.import-unreadable.todo', { detail: f.detail }),
      };
    case 'did.import-bad-rows':
      return { title: t('failure.did.import-bad-rows.title', f), todo: t('failure.did.import-bad-rows.todo') };
    case 'did.import-changed-since':
      return {
        title: t('failure.did.import-changed-since.title', { n: f.count }),
        todo: t('failure.did.import-changed-since.todo', { numbers: f.numbers.join(', ') }),
      };
    case 'flow.loop':
      return {
        title: t('failure.flow.loop.title', { names: f.names.join(' → ') }),
        todo: t('failure.flow.loop.todo'),
      };
    case 'queue.not-an-agent':
    case 'queue.must-stay':
      return { title: t(`failure.${f.code}.title`, { name: f.name }), todo: t('failure.queue.todo') };
    case 'flow.no-schedule':
      return { title: t('failure.flow.no-schedule.title', { name: f.name }), todo: t('failure.flow.no-schedule.todo') };
    case 'destination.in-use':
      return {
        title: t('failure.destination.in-use.title', { name: f.name, n: f.count }),
        todo: t('failure.destination.in-use.todo', { by: f.by.join(', ') }),
      };
    case 'device.revoked':
      return { title: t('failure.device.revoked.title', f), todo: t('failure.device.revoked.todo') };
    case 'revision.stale':
      return { title: t('failure.revision.stale.title', { entity: f.entity }), todo: t('failure.revision.stale.todo') };
    case 'input.invalid':
      return { title: t('failure.input.invalid.title'), todo: issuesText(f.issues) };
    case 'not-found':
      return { title: t('failure.not-found.title', f), todo: t('failure.not-found.todo') };
    case 'apply.busy':
      return {
        title: t('failure.apply.busy.title', { by: f.by, since: formatMoment(f.since) }),
        todo: t('failure.apply.busy.todo'),
      };
    case 'apply.invalid-model':
      return {
        title: t('failure.apply.invalid-model.title', { n: f.problems.length }),
        todo: f.problems.map(modelProblemText).join(' '),
      };
    case 'apply.step-failed':
      return {
        title: t('failure.apply.step-failed.title', { step: stepText(f.step), object: f.object }),
        todo: t('failure.apply.step-failed.todo', f),
      };
    case 'apply.frozen':
      return {
        title: t('failure.apply.frozen.title', { until: formatMoment(f.until), reason: f.reason }),
        todo: t('failure.apply.frozen.todo'),
      };
    case 'apply.schedule-invalid':
      return {
        title: t(`failure.apply.schedule-invalid.${f.reason}.title`),
        todo: t('failure.apply.schedule-invalid.todo'),
      };
    case 'apply.adopted-outdated':
      return {
        title: t('failure.apply.adopted-outdated.title', { path: f.path }),
        todo: t('failure.apply.adopted-outdated.todo'),
      };
    case 'history.generation-not-found':
    case 'restore.nothing':
      return { title: t(`failure.${f.code}.title`, { generation: f.generation }), todo: t(`failure.${f.code}.todo`) };
    case 'apply.drift':
    case 'restore.blocked':
    case 'drift.stale':
    case 'drift.not-adoptable':
      return { title: t(`failure.${f.code}.title`, { names: f.names.join(', ') }), todo: t(`failure.${f.code}.todo`) };
    case 'apply.asterisk-unreachable':
    case 'realtime.down':
    case 'database.down':
    case 'asterisk.down':
      return { title: t(`failure.${f.code}.title`), todo: t(`failure.${f.code}.todo`, { detail: f.detail }) };
    case 'internal':
      return { title: t('failure.internal.title'), todo: t('failure.internal.todo', f) };
    case 'client.unreachable':
    case 'client.certificate-changed':
    case 'client.not-an-agent':
      return { title: t(`failure.${f.code}.title`, { host: f.host }), todo: t(`failure.${f.code}.todo`) };
    case 'client.certificate-name':
      return {
        title: t('failure.client.certificate-name.title', { host: f.host }),
        todo: t('failure.client.certificate-name.todo', { names: f.names.join(', ') }),
      };
    case 'client.unexpected':
      return { title: t('failure.client.unexpected.title'), todo: t('failure.client.unexpected.todo', f) };
  }
}

function extensionText(f: Extract<Failure, { code: `extension.${string}` }>): FailureText {
  switch (f.code) {
    case 'extension.taken':
      return {
        title: t('failure.extension.taken.title', f),
        todo:
          f.nextFree === null
            ? t('failure.extension.taken.none', f)
            : t('failure.extension.taken.next', { nextFree: f.nextFree, extension: f.extension }),
      };
    case 'extension.quarantined':
      return {
        title:
          f.until === null
            ? t('failure.extension.quarantined.forever', f)
            : t('failure.extension.quarantined.title', { extension: f.extension, until: formatMoment(f.until) }),
        todo:
          f.nextFree === null
            ? t('failure.extension.quarantined.none')
            : t('failure.extension.quarantined.next', { nextFree: f.nextFree }),
      };
    case 'extension.out-of-range':
      return {
        title: t('failure.extension.out-of-range.title', f),
        todo: t('failure.extension.out-of-range.todo', { from: f.range[0], to: f.range[1] }),
      };
    case 'extension.pool-exhausted':
      return {
        title: t('failure.extension.pool-exhausted.title', { from: f.range[0], to: f.range[1] }),
        todo: t('failure.extension.pool-exhausted.todo', f),
      };
    case 'extension.emergency':
      return { title: t('failure.extension.emergency.title', f), todo: t('failure.extension.emergency.todo') };
  }
}

const issuesText = (issues: readonly { path: string; problem: string }[]): string =>
  issues.length === 0
    ? t('failure.input.invalid.todo')
    : issues.map((i) => t('failure.input.invalid.named', { field: i.path, problem: problemText(i.problem) })).join(' ');

/** Words for what is wrong with one field: the codes of the domain's schemas and zod's own. */
export function problemText(problem: string): string {
  switch (problem) {
    case 'text.empty':
      return t('field.problem.empty');
    case 'text.too-long':
      return t('field.problem.too-long');
    case 'text.outer-space':
      return t('field.problem.outer-space');
    case 'text.control-character':
      return t('field.problem.control-character');
    case 'text.broken-unicode':
      return t('field.problem.broken-unicode');
    case 'text.not-an-email':
      return t('field.problem.not-an-email');
    case 'text.unknown-timezone':
      return t('field.problem.unknown-timezone');
    case 'number.not-e164':
      return t('field.problem.not-e164');
    case 'number.not-emergency':
      return t('field.problem.not-emergency');
    case 'text.not-an-endpoint':
      return t('field.problem.not-endpoint');
    case 'number.no-emergency':
      return t('field.problem.no-emergency');
    case 'account.user-has-one':
      return t('field.problem.user-has-account');
    case 'time.not-after':
      return t('field.problem.not-after');
    case 'text.not-a-time':
      return t('field.problem.not-a-time');
    case 'freeze.too-many':
      return t('field.problem.too-many-freezes');
    case 'flow.member-twice':
      return t('field.problem.member-twice');
    case 'flow.hours-out-of-order':
      return t('field.problem.hours-out-of-order');
    case 'flow.ends-before-it-begins':
      return t('field.problem.not-after');
    case 'flow.holiday-too-long':
      return t('field.problem.holiday-too-long');
    case 'flow.not-a-time':
      return t('field.problem.not-a-time');
    case 'flow.not-a-prefix':
      return t('field.problem.not-a-prefix');
    case 'flow.no-such-exit':
      return t('field.problem.no-such-exit');
    case 'flow.other-kind':
      return t('field.problem.other-kind');
    case 'voicemail.not-a-pin':
      return t('field.problem.not-a-pin');
    case 'voicemail.pin-too-simple':
      return t('field.problem.pin-too-simple');
    case 'number.not-digits':
      return t('field.problem.not-digits');
    case 'trunk.not-a-country-code':
      return t('field.problem.not-a-country-code');
    case 'policy.not-a-prefix':
      return t('field.problem.not-a-number-prefix');
    case 'device.codec-twice':
      return t('field.problem.codec-twice');
    case 'trunk.not-a-prefix':
      return t('field.problem.not-a-dial-prefix');
    case 'trunk.not-a-host':
      return t('field.problem.not-a-host');
    case 'trunk.not-a-user':
      return t('field.problem.not-a-user');
    case 'trunk.not-a-secret':
      return t('field.problem.not-a-secret');
    case 'trunk.not-an-address':
      return t('field.problem.not-an-address');
    case 'spending.not-an-amount':
      return t('field.problem.not-an-amount');
    case 'too_small':
      return t('field.problem.too-small');
    case 'too_big':
      return t('field.problem.too-big');
    case 'invalid_type':
      return t('field.problem.missing');
    default:
      return t('field.problem.other');
  }
}
