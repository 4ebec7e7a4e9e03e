import type { ModelProblem } from '@synergycall/domain';
import { t } from './t.ts';

/** Words for a conflict in what is meant, found before anything is generated. */
export function modelProblemText(p: ModelProblem): string {
  switch (p.problem) {
    case 'duplicate-extension':
      return t('model.duplicate-extension', { extension: p.extension, users: p.users.join(', ') });
    case 'dangling-user':
      return t('model.dangling-user', { device: p.device });
    case 'extension-shadows-emergency':
      return t('model.extension-shadows-emergency', {
        extension: p.extension,
        emergencyNumber: p.emergencyNumber,
        user: p.user,
      });
    case 'unrenderable-name':
      return t('model.unrenderable-name', { user: p.user, reason: p.reason });
    case 'invalid-extension':
      return t('model.invalid-extension', { user: p.user, extension: p.extension });
    case 'invalid-emergency-number':
      return t('model.invalid-emergency-number', { number: p.number });
    case 'duplicate-username':
      return t('model.duplicate-username', { devices: p.devices.join(', ') });
    case 'too-many-devices':
      return t('model.too-many-devices', { user: p.user, count: p.count, max: p.max });
    case 'foreign-username':
      return t('model.foreign-username', { device: p.device });
    case 'invalid-number':
      return t('model.invalid-number', { number: p.number });
    case 'duplicate-number':
      return t('model.duplicate-number', { number: p.number });
    case 'dangling-destination':
      return p.number === null ? t('model.dangling-default') : t('model.dangling-destination', { number: p.number });
    case 'dangling-exit':
      return t('model.dangling-exit', { flow: p.flow, exit: t(`flow.exit.${p.exit}`) });
    case 'dangling-member':
      return t('model.dangling-member', { flow: p.flow });
    case 'too-many-members':
      return t('model.too-many-members', { flow: p.flow, count: p.count, max: p.max });
    case 'flow-loop':
      return t('model.flow-loop', { flows: [...p.flows, p.flows[0] ?? ''].join(' → ') });
    case 'rule-invalid':
      return t('model.rule-invalid', {
        rule: p.rule,
        name: p.name,
        policy: p.policy,
        why: t(`failure.policy.rule-invalid.${p.reason}`),
      });
    case 'rule-without-schedule':
    case 'rule-foreign-trunk':
      return t(`model.${p.problem}`, { rule: p.rule, name: p.name, policy: p.policy });
    case 'too-many-rules':
      return t('model.too-many-rules', { policy: p.policy, count: p.count, max: p.max });
    case 'dangling-policy':
      return p.user === null ? t('model.dangling-default-policy') : t('model.dangling-policy', { user: p.user });
    case 'foreign-caller-id':
      return p.user === null
        ? t('model.foreign-default-caller-id', { number: p.number })
        : t('model.foreign-caller-id', { user: p.user, number: p.number });
    case 'prefix-swallows-emergency':
      return t('model.prefix-swallows-emergency', { prefix: p.prefix, emergencyNumber: p.emergencyNumber });
  }
}
