import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { updateUserInput, type E164, type PolicyId, type UserView } from '@synergycall/domain';
import {
  Facts,
  FailureNote,
  RelativeTime,
  Section,
  formatNumber,
  plainWords,
  t,
  toastDone,
  useEntityForm,
  type EntityForm,
} from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { NewAccount } from '../account/new-account.tsx';
import { useRefresh } from '../../agent/refresh.ts';
import { FormActions } from '../../frame/form-actions.tsx';
import { PickOwnNumber } from '../policy/pick-own-number.tsx';
import { useMay } from '../session/session.ts';

interface Values {
  name: string;
  extension: number | string;
  email: string;
  callerId: string | null;
  policyId: string | null;
  voicemail: boolean;
}

/** What is sent: only what differs, on the revision that was shown. */
function changesOf(user: UserView, v: Values) {
  const email = v.email.trim() === '' ? null : v.email.trim();
  const extension = v.extension === '' ? undefined : Number(v.extension);
  return {
    ...(v.name.trim() === user.name ? {} : { name: v.name.trim() }),
    ...(extension === undefined || extension === user.extension ? {} : { extension }),
    ...(email === user.email ? {} : { email }),
    ...(v.callerId === user.outboundCallerId ? {} : { outboundCallerId: v.callerId as E164 | null }),
    ...(v.policyId === user.policyId ? {} : { policyId: v.policyId as PolicyId | null }),
    ...(v.voicemail === user.voicemailEnabled ? {} : { voicemailEnabled: v.voicemail }),
  };
}

function Login({ user }: { user: UserView }) {
  const may = useMay(user.tenantId);
  const [isGiving, setGiving] = useState(false);
  if (user.hasAccount) return t('user.login.yes');
  return (
    <>
      <div>{t('user.login.no')}</div>
      {may('account.create') && user.status !== 'deleted' ? (
        <Button variant="default" size="xs" mt={8} onClick={() => setGiving(true)}>
          {t('account.give')}
        </Button>
      ) : null}
      {isGiving ? <NewAccount user={user} onClose={() => setGiving(false)} /> : null}
    </>
  );
}

export function ProfileForm({ user }: { user: UserView }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const may = useMay(user.tenantId);
  const isFixed = !may('user.update') || user.status === 'deleted';
  const target = { tenantId: user.tenantId, id: user.id, revision: user.revision };
  const { form, failure, busy, discard, onSubmit } = useEntityForm<Values, UserView>({
    initial: {
      name: user.name,
      extension: user.extension ?? '',
      email: user.email ?? '',
      callerId: user.outboundCallerId,
      policyId: user.policyId,
      voicemail: user.voicemailEnabled,
    },
    revision: user.revision,
    schema: updateUserInput,
    toInput: (v) => ({ ...target, ...changesOf(user, v) }),
    paths: { outboundCallerId: 'callerId', voicemailEnabled: 'voicemail' },
    submit: (v) => outcome(client.user.update.mutate({ ...target, ...changesOf(user, v) })),
    onStale: refresh,
    inWords: (field, theirs) =>
      field === 'policyId'
        ? undefined
        : field === 'callerId' && typeof theirs === 'string'
          ? formatNumber(theirs)
          : plainWords(theirs),
    fieldOf: (f) =>
      f.code.startsWith('extension.')
        ? 'extension'
        : f.code === 'user.email-taken'
          ? 'email'
          : f.code === 'outbound.not-own-number'
            ? 'callerId'
            : f.code === 'policy.not-found'
              ? 'policyId'
              : undefined,
    onDone: (saved) => {
      toastDone(
        t('user.saved.toast', { name: saved.name }),
        saved.pending === 'none' ? undefined : t('user.saved.pending'),
      );
      refresh();
    },
  });
  const isDirty = Object.keys(changesOf(user, form.values)).length > 0;
  return (
    <div className="d-columns">
      <Section>
        <form className="d-form d-form-wide" onSubmit={onSubmit} noValidate>
          {failure === undefined ? null : <FailureNote failure={failure} onRetry={refresh} />}
          <div className="d-pair">
            <TextInput label={t('user.name')} disabled={isFixed} {...form.getInputProps('name')} />
            <NumberInput
              label={t('user.extension')}
              disabled={isFixed}
              hideControls
              allowDecimal={false}
              {...form.getInputProps('extension')}
            />
          </div>
          <TextInput
            label={t('user.email')}
            type="email"
            disabled={isFixed}
            spellCheck={false}
            {...form.getInputProps('email')}
          />
          <CallsOut user={user} form={form} isFixed={isFixed} />
          <Switch
            label={t('user.voicemail')}
            disabled={isFixed}
            {...form.getInputProps('voicemail', { type: 'checkbox' })}
          />
          {isFixed ? null : <FormActions busy={busy} isDirty={isDirty} onDiscard={discard} />}
        </form>
      </Section>
      <Section title={t('user.facts')}>
        <Facts
          rows={[
            [t('user.since'), <RelativeTime key="since" at={user.createdAt} />],
            [t('user.login'), <Login key="login" user={user} />],
          ]}
        />
      </Section>
    </div>
  );
}

/** By which policy a person calls outside, and which number they show: their own, or what the company has. */
function CallsOut(props: { user: UserView; form: EntityForm<Values>['form']; isFixed: boolean }) {
  const trpc = useTRPC();
  const { user, form, isFixed } = props;
  const { tenantId } = user;
  const policies = useQuery(trpc.policy.list.queryOptions({ tenantId, limit: 200 }, { staleTime: 15_000 }));
  const company = useQuery(trpc.policy.settings.queryOptions({ tenantId }, { staleTime: 15_000 }));
  const rows = policies.data?.rows ?? [];
  const theirs = rows.find(({ isDefault }) => isDefault)?.name;
  const shown = company.data?.callerId;
  return (
    <div className="d-pair d-pair-even">
      <Select
        label={t('user.policy')}
        description={t('user.policy.hint')}
        placeholder={theirs === undefined ? t('user.policy.defaultNone') : t('user.policy.default', { name: theirs })}
        clearable={!isFixed}
        clearButtonProps={{ 'aria-label': t('user.policy.clear') }}
        searchable
        disabled={isFixed}
        data={rows.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('policyId')}
      />
      <PickOwnNumber
        tenantId={tenantId}
        label={t('user.callerId')}
        description={t('user.callerIdHint')}
        none={
          shown == null ? t('user.callerId.companyNone') : t('user.callerId.company', { number: formatNumber(shown) })
        }
        isFixed={isFixed}
        {...form.getInputProps('callerId')}
      />
    </div>
  );
}
