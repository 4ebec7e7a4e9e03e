import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { createAccountInput, type AccountView, type UserView } from '@synergycall/domain';
import { FailureNote, SidePanel, t, toastDone, useEntityForm } from '@synergycall/ui';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { bridge } from '../../agent/bridge.ts';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { suggestPassword } from './suggest-password.ts';

const ROLES = ['tenant_admin', 'support'] as const;
type Role = (typeof ROLES)[number] | 'end_user';

/** An account for an admin or supporter of the tenant or, with `user`, the login of one of its people. */
export function NewAccount({ user, onClose }: { user?: UserView; onClose: () => void }) {
  const client = useTRPCClient();
  const tenant = useTenant();
  const refresh = useRefresh();
  const [copied, setCopied] = useState(false);
  const toInput = (v: { name: string; email: string; role: Role; password: string }) => ({
    tenantId: tenant.id,
    name: v.name.trim(),
    email: v.email.trim(),
    role: v.role,
    password: v.password,
    ...(user ? { userId: user.id } : {}),
  });
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: (user ? 'end_user' : 'tenant_admin') as Role,
      password: suggestPassword(),
    },
    schema: createAccountInput,
    toInput,
    submit: (v) => outcome(client.account.create.mutate(toInput(v))),
    fieldOf: (f) =>
      f.code === 'account.email-taken' ? 'email' : f.code === 'auth.weak-password' ? 'password' : undefined,
    onDone: (made: AccountView) => {
      refresh();
      onClose();
      const role = t(`role.${form.values.role}`);
      toastDone(
        t('account.created.toast', { name: made.name }),
        t('account.created.next', { role, email: made.email }),
      );
    },
  });
  return (
    <SidePanel
      open
      onClose={onClose}
      title={user ? t('account.newFor', { name: user.name }) : t('account.new')}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="new-account" loading={busy}>
            {t('account.create')}
          </Button>
        </>
      }
    >
      <form id="new-account" className="d-form" onSubmit={onSubmit} noValidate>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        {user ? null : (
          <TextInput label={t('account.name')} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
        )}
        <TextInput
          label={t('account.email')}
          type="email"
          autoComplete="off"
          spellCheck={false}
          {...(user ? { 'data-autofocus': true } : {})}
          {...form.getInputProps('email')}
        />
        {user ? null : (
          <Select
            label={t('account.role')}
            data={ROLES.map((value) => ({ value, label: t(`account.role.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps('role')}
          />
        )}
        <TextInput
          label={t('account.password')}
          description={t('account.passwordHint')}
          classNames={{ input: 'sc-mono' }}
          autoComplete="off"
          spellCheck={false}
          rightSection={
            <ActionIcon
              variant="subtle"
              color={copied ? 'green' : 'gray'}
              aria-label={copied ? t('common.copied') : t('common.copyNamed', { name: t('account.password') })}
              onClick={() => {
                void bridge().invoke('clipboard.write', { text: form.values.password });
                setCopied(true);
              }}
            >
              {copied ? <IconCheck size={16} stroke={2} /> : <IconCopy size={16} stroke={1.75} />}
            </ActionIcon>
          }
          {...form.getInputProps('password')}
        />
      </form>
    </SidePanel>
  );
}
