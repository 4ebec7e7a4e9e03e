import * as d from '@synergycall/domain';
import { z } from 'zod';
import { fakeDids } from './did-memory.ts';
import { NO_SETTINGS, fakePolicies, viewOf, type FakePolicy } from './policy-memory.ts';
import { paged, refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';
import { fakeTrunks } from './trunk-memory.ts';

/** Calls out, with the refusals of the real agent. */
export function policyRouter(state: FakeState, { router, q, m, tenant }: FakeProcedures) {
  const memory = fakePolicies(state);
  const find = (tenantId: string, id: string): FakePolicy => {
    const policy = memory.policies.get(id);
    return policy?.tenantId === tenantId ? policy : refuse({ code: 'policy.not-found', id });
  };
  const own = (tenantId: string) => [...memory.policies.values()].filter((policy) => policy.tenantId === tenantId);
  const check = (tenantId: string, name: string, rules: readonly d.OutboundRule[], except?: string) => {
    const isTaken = (one: FakePolicy) => one.id !== except && one.name.toLowerCase() === name.toLowerCase();
    if (own(tenantId).some(isTaken)) refuse({ code: 'policy.name-taken', name });
    for (const [at, rule] of rules.entries()) {
      const about = { rule: at + 1, name: rule.name };
      const matcher = d.matcherOf(rule.match);
      if (!matcher.ok) refuse({ code: 'policy.rule-invalid', ...about, reason: matcher.error });
      const { act, hours } = rule;
      const gone = act.does === 'allow' ? act.trunks.find((id) => !fakeTrunks(state).trunks.has(id)) : undefined;
      if (gone !== undefined) refuse({ code: 'policy.rule-trunk-gone', ...about, trunkId: gone });
      if (hours && !state.flows.some((flow) => flow.id === hours.flowId))
        refuse({ code: 'destination.not-found', kind: 'flow', id: hours.flowId });
    }
  };
  const record = (action: string, { id, name, tenantId }: FakePolicy, change: { before?: object; after?: object }) =>
    state.record(action, { kind: 'policy', id, name }, { tenantId, ...(change as object) });
  const create = (tenantId: d.TenantId, name: string, rules: readonly d.OutboundRule[]): d.PolicyView => {
    check(tenantId, name, rules);
    const made = memory.add(tenantId, name, rules);
    record('policy.create', made, { after: { ...made } });
    return viewOf(state, made);
  };
  return router({
    list: q(d.listPoliciesInput, d.policyPage, (i) => {
      const wanted = (i.search ?? '').toLowerCase();
      const rows = own(i.tenantId)
        .filter(({ name }) => name.toLowerCase().includes(wanted))
        .toSorted((a, b) => a.name.localeCompare(b.name));
      return paged(
        rows.map((policy) => viewOf(state, policy)),
        i,
      );
    }),
    get: q(d.policyInput, d.policyView, (i) => viewOf(state, find(i.tenantId, i.id))),
    create: m(d.createPolicyInput, d.policyView, (i) => create(i.tenantId, i.name, i.rules)),
    duplicate: m(d.duplicatePolicyInput, d.policyView, (i) => create(i.tenantId, i.name, find(i.tenantId, i.id).rules)),
    update: m(d.updatePolicyInput, d.policyView, (i) => {
      const policy = find(i.tenantId, i.id);
      const before = { ...policy };
      if (policy.revision !== i.revision)
        refuse({ code: 'revision.stale', entity: 'policy', id: i.id, expected: i.revision, actual: policy.revision });
      const [name, rules] = [i.name ?? policy.name, i.rules ?? policy.rules];
      check(i.tenantId, name, rules, i.id);
      Object.assign(policy, { name, rules, revision: policy.revision + 1 });
      record('policy.update', policy, { before, after: { ...policy } });
      return viewOf(state, policy);
    }),
    delete: m(d.policyInput, z.object({}), (i) => {
      const policy = find(i.tenantId, i.id);
      const { isDefault, name } = viewOf(state, policy);
      const by = state.users.filter((user) => user.policyId === i.id).map((user) => user.name);
      if (isDefault || by.length > 0)
        refuse({ code: 'policy.in-use', name, isDefault, by: by.slice(0, 10), count: by.length });
      memory.policies.delete(i.id);
      record('policy.delete', policy, { before: { ...policy } });
      return {};
    }),
    settings: q(d.outboundInput, d.outboundSettingsView, (i) => ({
      ...(memory.settings.get(i.tenantId) ?? NO_SETTINGS),
      revision: tenant(i.tenantId).revision,
    })),
    updateSettings: m(d.updateOutboundInput, d.outboundSettingsView, (i) => {
      const { tenantId, revision, ...given } = i;
      const of = tenant(tenantId);
      if (of.revision !== revision)
        refuse({ code: 'revision.stale', entity: 'tenant', id: tenantId, expected: revision, actual: of.revision });
      const swallowed = given.dialling && d.swallowedEmergency(given.dialling, state.box.emergencyNumbers);
      if (swallowed) refuse({ code: 'outbound.prefix-is-emergency', ...swallowed });
      const isOwn = [...fakeDids(state).dids.values()].some(
        (did) => did.tenantId === tenantId && did.number === given.callerId,
      );
      if (given.callerId && !isOwn) refuse({ code: 'outbound.not-own-number', number: given.callerId });
      const before = memory.settings.get(tenantId) ?? NO_SETTINGS;
      const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const after = { ...before, ...defined };
      memory.settings.set(tenantId, after);
      of.revision++;
      state.record(
        'policy.settings',
        { kind: 'tenant', id: tenantId, name: of.name },
        { tenantId, before: { ...before }, after: { ...after } },
      );
      return { ...after, revision: of.revision };
    }),
  });
}
