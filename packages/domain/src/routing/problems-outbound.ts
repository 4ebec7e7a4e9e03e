import type { ModelProblem } from '../failure.ts';
import { trunkId } from '../ids.ts';
import { swallowedEmergency } from '../policy/emergency.ts';
import { matcherOf } from '../policy/matcher.ts';
import { MOST_RULES, type OutboundRule } from '../policy/policy.ts';
import type { BoxSnapshot, PolicySnapshot, TenantSnapshot } from './snapshot.ts';

/**
 * What forbids generating calls out. No rule can block an emergency number: those come before everything. A trunk that is
 * switched off is no problem but worth a line (`warningsOfTrunks`): it must be possible to switch one off at once.
 */
export function problemsOfOutbound(snapshot: TenantSnapshot, { box }: BoxSnapshot): ModelProblem[] {
  const { tenant, users, outbound, policies = [], dids = [], locations = [] } = snapshot;
  const known = new Set<string>(policies.map(({ id }) => id));
  const own = new Set<string>(dids.map(({ number }) => number));
  const whose = [
    { user: null, target: { kind: 'tenant' as const, id: tenant.id }, ...shownBy(outbound) },
    ...users.map(({ id, name, policyId, callerId }) => ({
      user: name,
      target: { kind: 'user' as const, id },
      policyId,
      callerId,
    })),
    ...locations.map(({ id, name, callerId }) => ({
      user: name,
      target: { kind: 'location' as const, id },
      policyId: undefined,
      callerId,
    })),
  ];
  const dialling = outbound?.dialling;
  const swallowed = dialling && swallowedEmergency(dialling, box.emergencyNumbers);
  return [
    ...policies.flatMap((policy) => problemsOfPolicy(policy, snapshot)),
    ...whose.flatMap(({ user, target, policyId, callerId }): ModelProblem[] => [
      ...(policyId && !known.has(policyId) ? [{ problem: 'dangling-policy' as const, user, policyId, target }] : []),
      // SECURITY: somebody else's number would be shown as ours.
      ...(callerId && !own.has(callerId)
        ? [{ problem: 'foreign-caller-id' as const, user, number: callerId, target }]
        : []),
    ]),
    ...(swallowed
      ? [
          {
            problem: 'prefix-swallows-emergency' as const,
            ...swallowed,
            target: { kind: 'tenant' as const, id: tenant.id },
          },
        ]
      : []),
  ];
}

const shownBy = (outbound: TenantSnapshot['outbound']) => ({
  policyId: outbound?.defaultPolicyId,
  callerId: outbound?.callerId,
});

function problemsOfPolicy(policy: PolicySnapshot, { flows = [] }: TenantSnapshot): ModelProblem[] {
  const target = { kind: 'policy' as const, id: policy.id };
  const schedules = new Set<string>(flows.filter(({ settings }) => settings.kind === 'schedule').map(({ id }) => id));
  const count = policy.rules.length;
  return [
    ...(count > MOST_RULES
      ? [{ problem: 'too-many-rules' as const, policy: policy.name, count, max: MOST_RULES, target }]
      : []),
    ...policy.rules.flatMap((rule, at): ModelProblem[] => {
      const about = { policy: policy.name, rule: at + 1, name: rule.name, target };
      const matcher = matcherOf(rule.match);
      // SECURITY: goes into AstDB and from there into the name of a context.
      const foreign = trunksOf(rule).find((id) => !trunkId.safeParse(id).success);
      return [
        ...(matcher.ok ? [] : [{ problem: 'rule-invalid' as const, ...about, reason: matcher.error }]),
        ...(rule.hours && !schedules.has(rule.hours.flowId)
          ? [{ problem: 'rule-without-schedule' as const, ...about }]
          : []),
        ...(foreign === undefined ? [] : [{ problem: 'rule-foreign-trunk' as const, ...about, trunkId: foreign }]),
      ];
    }),
  ];
}

/** Rules by whose trunks no call can leave: all of them are off. `boxTrunks`: those of the box that are on. */
export function warningsOfTrunks(
  { policies = [], trunks = [] }: Pick<TenantSnapshot, 'policies' | 'trunks'>,
  boxTrunks: readonly { readonly id: string }[],
): string[] {
  const on = new Set<string>([...trunks, ...boxTrunks].map(({ id }) => id));
  return policies.flatMap(({ name, rules }) =>
    rules.flatMap((rule, at) =>
      rule.act.does === 'deny' || trunksOf(rule).some((id) => on.has(id))
        ? []
        : [
            `Rule ${at + 1} (${rule.name}) of the policy ${name} has no trunk that is switched on: calls that it allows can't go out.`,
          ],
    ),
  );
}

const trunksOf = ({ act }: OutboundRule): readonly string[] => (act.does === 'allow' ? act.trunks : []);
