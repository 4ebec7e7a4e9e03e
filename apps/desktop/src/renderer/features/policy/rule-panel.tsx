import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { matcherOf, outboundRule, type OutboundRule, type PolicyView } from '@synergycall/domain';
import {
  FailureNote,
  Note,
  SidePanel,
  plainWords,
  t,
  toastDone,
  useEntityForm,
  type EntityForm,
} from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useAskBeforeLost } from '../../frame/ask-before-lost.tsx';
import { AllowFields } from './allow-fields.tsx';
import { MatchFields } from './match-fields.tsx';
import { isSameRule, standing } from './rule-acts.ts';
import { PATHS, fieldOfMatch, newRule, ruleOf, valuesOf, type RuleField, type RuleValues } from './rule-values.ts';
import { matchText } from './rule-words.ts';
import type { PolicyActs } from './use-policy-acts.ts';
import { useSchedules } from './use-schedules.ts';
import { useTrunks } from './use-trunks.ts';

/** Ids and words that are not the reader's. */
const CHOICES: ReadonlySet<string> = new Set<RuleField>(['by', 'codes', 'does', 'trunks', 'when', 'flowId']);

export type RuleForm = EntityForm<RuleValues>['form'];

/** A rule's own values: which numbers, when, and what becomes of the call. */
export function RulePanel(props: { policy: PolicyView; at: number | 'new'; acts: PolicyActs; onClose: () => void }) {
  const { policy, at } = props;
  const { trunks } = useTrunks(policy.tenantId);
  const schedules = useSchedules(policy.tenantId);
  /** What the form is made on. Others may change other rules meanwhile; when this one, theirs is shown after the refusal. */
  const [seen, setSeen] = useState(policy);
  const [isStale, setStale] = useState(false);
  const [isLost, setLost] = useState(false);
  if (isStale && seen.revision !== policy.revision) {
    const stands = at === 'new' ? 'there' : standing(at, { seen: seen.rules, theirs: policy.rules });
    // Rules have no ids: what was written for one is never laid over what may be another.
    if (stands === 'changed') setSeen(policy);
    setLost(stands === 'lost');
    setStale(false);
  }
  const [first] = useState(at === 'new' ? undefined : policy.rules[at]);
  const now = at === 'new' ? undefined : (seen.rules[at] ?? first);
  // Only a trunk that is there alone goes without saying.
  const initial = now ? valuesOf(now) : newRule(trunks.length === 1 && trunks[0] ? [trunks[0].id] : []);
  const { form, failure, busy, onSubmit } = useEntityForm<RuleValues, unknown>({
    initial,
    // A new rule is nobody else's; what changes under it is that the trunks are known now, and with them the only one.
    revision: at === 'new' ? Number(trunks.length > 0) : seen.revision,
    schema: outboundRule,
    toInput: ruleOf,
    paths: PATHS,
    submit: async (v) => {
      const rule: OutboundRule = outboundRule.parse(ruleOf(v));
      const matcher = matcherOf(rule.match);
      const n = at === 'new' ? policy.rules.length : at;
      if (!matcher.ok)
        return {
          ok: false,
          error: { code: 'policy.rule-invalid', rule: n + 1, name: rule.name, reason: matcher.error },
        };
      const result = await props.acts.put(seen, at === 'new' ? { tag: 'add', rule } : { tag: 'put', at, rule });
      if (!result.ok && result.error.code === 'revision.stale') setStale(true);
      return result;
    },
    inWords: (field, theirs) => (CHOICES.has(field) ? undefined : plainWords(theirs)),
    fieldOf: (refused): RuleField | undefined =>
      refused.code === 'policy.rule-invalid'
        ? fieldOfMatch(form.values.by)
        : refused.code === 'policy.rule-trunk-gone'
          ? 'trunks'
          : refused.code === 'destination.not-found'
            ? 'flowId'
            : undefined,
    onDone: () => {
      props.onClose();
      const { name } = ruleOf(form.values);
      toastDone(
        at === 'new' ? t('policy.ruleAdded.toast', { name }) : t('user.saved.toast', { name }),
        t('trunk.next'),
      );
    },
  });
  const { values } = form;
  const isDirty = at === 'new' ? form.isDirty() : !isSameRule(ruleOf(values), ruleOf(initial));
  const { close, question } = useAskBeforeLost(isDirty, props.onClose);
  const name = form.getInputProps('name');
  return (
    <SidePanel
      open
      onClose={close}
      title={at === 'new' ? t('policy.rule.new') : t('policy.rule.edit', { n: at + 1, name: now?.name ?? '' })}
      size={480}
      footer={
        <>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="rule" loading={busy} disabled={at !== 'new' && !isDirty}>
            {at === 'new' ? t('policy.rule.add') : t('user.save')}
          </Button>
        </>
      }
    >
      <form id="rule" className="d-form" onSubmit={onSubmit} noValidate autoComplete="off">
        {failure === undefined ? null : isLost && failure.code === 'revision.stale' ? (
          <Note
            tone="failed"
            icon={<IconAlertTriangle size={16} stroke={1.75} />}
            title={t('failure.revision.stale.title', { entity: failure.entity })}
          >
            {t('policy.rule.lost')}
          </Note>
        ) : (
          <FailureNote failure={failure} />
        )}
        <MatchFields form={form} />
        <TextInput
          label={t('policy.rule.name')}
          description={t('policy.rule.name.hint')}
          placeholder={matchText(ruleOf({ ...values, name: '' }).match).trim()}
          dir="auto"
          autoComplete="off"
          {...name}
        />
        <div>
          <div className="d-field-label" id="rule-does">
            {t('policy.rule.does')}
          </div>
          <SegmentedControl
            fullWidth
            aria-labelledby="rule-does"
            data={(['allow', 'deny'] as const).map((value) => ({ value, label: t(`policy.does.${value}.long`) }))}
            {...form.getInputProps('does', { withError: false })}
          />
        </div>
        {values.does === 'allow' ? <AllowFields form={form} trunks={trunks} /> : null}
        <div className="d-pair d-pair-even">
          <Select
            label={t('policy.rule.when')}
            allowDeselect={false}
            data={(['always', 'inside', 'outside'] as const).map((value) => ({
              value,
              label: t(`policy.when.${value}`),
              disabled: value !== 'always' && schedules.length === 0,
            }))}
            {...(schedules.length === 0 ? { description: t('policy.when.noSchedules') } : {})}
            {...form.getInputProps('when')}
          />
          {values.when === 'always' ? null : (
            <Select
              label={t('policy.rule.schedule')}
              placeholder={t('policy.rule.schedule.choose')}
              allowDeselect={false}
              searchable
              data={schedules.map((each) => ({ value: each.id, label: each.name }))}
              {...form.getInputProps('flowId')}
            />
          )}
        </div>
      </form>
      {question}
    </SidePanel>
  );
}
