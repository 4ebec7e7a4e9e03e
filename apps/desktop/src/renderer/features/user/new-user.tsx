import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createUserInput, type CreatedUser, type Transport } from '@synergycall/domain';
import { FailureNote, SidePanel, t, useEntityForm } from '@synergycall/ui';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { CredentialsView } from '../device/credentials-view.tsx';
import { useRefresh } from '../../agent/refresh.ts';
import { transportOptions } from '../device/transports.ts';

/** The drawer for a new person, open from anywhere: fields first, then the credentials that are shown once. */
export function NewUser() {
  const { newUserOpen, setNewUserOpen } = useWindow();
  const [created, setCreated] = useState<CreatedUser>();
  const [round, setRound] = useState(0);
  const close = () => {
    setNewUserOpen(false);
    setCreated(undefined);
  };
  if (!newUserOpen) return null;
  if (created)
    return <Created created={created} onClose={close} onAnother={() => (setCreated(undefined), setRound(round + 1))} />;
  return <NewUserForm key={round} onClose={close} onCreated={setCreated} />;
}

function NewUserForm({ onClose, onCreated }: { onClose: () => void; onCreated: (created: CreatedUser) => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const tenant = useTenant();
  const refresh = useRefresh();
  const next = useQuery(trpc.user.nextExtension.queryOptions({ tenantId: tenant.id }, { staleTime: 0 }));
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: {
      name: '',
      extension: '' as number | string,
      email: '',
      voicemail: true,
      withDevice: true,
      label: t('device.defaultLabel'),
      transport: 'udp' as Transport,
    },
    schema: createUserInput,
    toInput: (v) => ({
      tenantId: tenant.id,
      name: v.name.trim(),
      ...(v.email.trim() === '' ? {} : { email: v.email.trim() }),
      ...(v.extension === '' ? {} : { extension: Number(v.extension) }),
      voicemailEnabled: v.voicemail,
      device: v.withDevice ? { label: v.label.trim(), transport: v.transport } : null,
    }),
    paths: { 'device.label': 'label', 'device.transport': 'transport', voicemailEnabled: 'voicemail' },
    submit: (v) =>
      outcome(
        client.user.create.mutate({
          tenantId: tenant.id,
          name: v.name.trim(),
          ...(v.email.trim() === '' ? {} : { email: v.email.trim() }),
          ...(v.extension === '' ? {} : { extension: Number(v.extension) }),
          voicemailEnabled: v.voicemail,
          device: v.withDevice ? { label: v.label.trim(), transport: v.transport } : null,
        }),
      ),
    fieldOf: (f) =>
      f.code.startsWith('extension.') ? 'extension' : f.code === 'user.email-taken' ? 'email' : undefined,
    onDone: (created) => {
      refresh();
      onCreated(created);
    },
  });
  const free = next.data?.extension;
  const hint = (() => {
    if (!next.data) return ' ';
    return free === null || free === undefined
      ? t('user.extensionNone', { from: next.data.extMin, to: next.data.extMax })
      : t('user.extensionNext', { n: free });
  })();
  return (
    <SidePanel
      open
      onClose={onClose}
      title={t('user.new')}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="new-user" loading={busy}>
            {t('user.create')}
          </Button>
        </>
      }
    >
      <form id="new-user" className="d-form" onSubmit={onSubmit} noValidate>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <TextInput label={t('user.name')} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
        <NumberInput
          label={t('user.extension')}
          description={hint}
          placeholder={free === null || free === undefined ? '' : String(free)}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps('extension')}
        />
        <TextInput
          label={t('user.email')}
          description={t('user.emailHint')}
          type="email"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('email')}
        />
        <Switch label={t('user.voicemail')} {...form.getInputProps('voicemail', { type: 'checkbox' })} />
        <fieldset className="d-fieldset">
          <legend>{t('user.firstDevice')}</legend>
          <Switch label={t('user.withDevice')} {...form.getInputProps('withDevice', { type: 'checkbox' })} />
          {form.values.withDevice ? (
            <>
              <TextInput label={t('device.label')} {...form.getInputProps('label')} />
              <Select
                label={t('device.transport')}
                data={transportOptions()}
                allowDeselect={false}
                {...form.getInputProps('transport')}
              />
            </>
          ) : null}
        </fieldset>
      </form>
    </SidePanel>
  );
}

function Created(props: { created: CreatedUser; onClose: () => void; onAnother: () => void }) {
  const { user, device, credentials } = props.created;
  const [, navigate] = useLocation();
  const title = t('user.created.title', { name: user.name, extension: user.extension ?? '–' });
  return (
    <SidePanel
      open
      onClose={props.onClose}
      title={title}
      footer={
        <>
          <Button variant="default" onClick={props.onAnother}>
            {t('user.another')}
          </Button>
          <Button
            data-autofocus
            onClick={() => {
              props.onClose();
              navigate(routes.user(user.tenantId, user.id));
            }}
          >
            {t('user.open')}
          </Button>
        </>
      }
    >
      <p className="sc-dim d-lead">{t('user.created.live')}</p>
      {credentials && device ? <CredentialsView credentials={credentials} label={device.label} /> : null}
    </SidePanel>
  );
}
