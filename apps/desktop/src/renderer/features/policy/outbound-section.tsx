import { NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { updateOutboundInput, type OutboundSettingsView, type PolicyView } from '@synergycall/domain';
import {
  FailureNote,
  FailureState,
  Section,
  SkeletonLines,
  formatNumber,
  plainWords,
  t,
  toastDone,
  useEntityForm,
} from '@synergycall/ui';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { FormActions } from '../../frame/form-actions.tsx';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { DiallingFields } from './dialling-fields.tsx';
import {
  PATHS,
  changesOf,
  outboundFieldOf,
  valuesOf,
  type OutboundField,
  type OutboundValues,
} from './outbound-values.ts';
import { SpendPerDay } from '../spending/spend-per-day.tsx';
import { TodaySection } from '../spending/today-section.tsx';
import { PickOwnNumber } from './pick-own-number.tsx';

/** What holds for all calls out of the tenant: how people dial, by which policy, what is shown, and how much. */
export function OutboundSection() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const query = useQuery(trpc.policy.settings.queryOptions({ tenantId: tenant.id }, { refetchInterval: 30_000 }));
  const policies = useQuery(trpc.policy.list.queryOptions({ tenantId: tenant.id, limit: 200 }));
  const state = loadable(query);
  if (state.tag === 'loading') return <SkeletonLines lines={8} />;
  if (state.tag === 'failed') return <FailureState failure={state.failure} onRetry={() => void query.refetch()} />;
  return (
    <div className="d-outbound">
      <TodaySection />
      <OutboundForm key={tenant.id} settings={state.value} policies={policies.data?.rows ?? []} />
    </div>
  );
}

function OutboundForm({ settings, policies }: { settings: OutboundSettingsView; policies: readonly PolicyView[] }) {
  const tenant = useTenant();
  const client = useTRPCClient();
  const refresh = useRefresh();
  const isFixed = !useMay(tenant.id)('policy.settings');
  const target = { tenantId: tenant.id, revision: settings.revision };
  const { form, failure, busy, discard, onSubmit } = useEntityForm<OutboundValues, OutboundSettingsView>({
    initial: valuesOf(settings),
    revision: settings.revision,
    schema: updateOutboundInput,
    toInput: (v) => ({ ...target, ...changesOf(settings, v) }),
    paths: PATHS,
    submit: (v) =>
      outcome<OutboundSettingsView>(client.policy.updateSettings.mutate({ ...target, ...changesOf(settings, v) })),
    onStale: refresh,
    inWords: (at, theirs) => {
      if (at === 'defaultPolicyId') return theirs === null ? '' : policies.find(({ id }) => id === theirs)?.name;
      if (at === 'callerId' && typeof theirs === 'string') return formatNumber(theirs);
      return at === 'bare' || at === 'isPlusOnly' ? undefined : plainWords(theirs);
    },
    fieldOf: (refused): OutboundField | undefined => outboundFieldOf(refused, form.values),
    onDone: () => {
      refresh();
      toastDone(t('policy.settings.toast'), t('trunk.next'));
    },
  });
  const isDirty = Object.keys(changesOf(settings, form.values)).length > 0;
  const field = form.getInputProps;
  return (
    <form onSubmit={onSubmit} noValidate autoComplete="off">
      {isFixed ? <p className="sc-dim d-lead">{t('policy.lookOnly')}</p> : null}
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <fieldset className="d-plain" disabled={isFixed}>
        <Section title={t('policy.dialling')} about={t('policy.dialling.about')}>
          <DiallingFields form={form} isFixed={isFixed} />
        </Section>
        <Section title={t('policy.everybody')} about={t('policy.everybody.about')}>
          <div className="d-form d-form-wide">
            <Select
              label={t('policy.default.label')}
              description={t('policy.default.hint')}
              placeholder={t('policy.default.none')}
              clearable={!isFixed}
              clearButtonProps={{ 'aria-label': t('policy.default.clear') }}
              searchable
              data={policies.map((policy) => ({ value: policy.id, label: policy.name }))}
              {...field('defaultPolicyId')}
            />
            <PickOwnNumber
              tenantId={tenant.id}
              label={t('policy.callerId')}
              description={t('policy.callerId.hint')}
              none={t('policy.callerId.none')}
              isFixed={isFixed}
              {...field('callerId')}
            />
          </div>
        </Section>
        <Section title={t('policy.limits')} about={t('policy.limits.about')}>
          <div className="d-pair d-pair-even d-form-wide">
            <NumberInput
              label={t('policy.limits.minute')}
              placeholder={t('trunk.limit.none')}
              hideControls
              allowDecimal={false}
              allowNegative={false}
              {...field('callsPerMinute')}
            />
            <NumberInput
              label={t('policy.limits.atOnce')}
              placeholder={t('trunk.limit.none')}
              hideControls
              allowDecimal={false}
              allowNegative={false}
              {...field('callsAtOnce')}
            />
            <SpendPerDay {...field('spendPerDay')} />
          </div>
        </Section>
      </fieldset>
      {isFixed ? null : <FormActions busy={busy} isDirty={isDirty} onDiscard={discard} />}
    </form>
  );
}
