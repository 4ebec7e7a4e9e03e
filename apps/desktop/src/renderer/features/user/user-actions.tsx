import { ActionIcon, Button, Menu } from '@mantine/core';
import type { UserView } from '@synergycall/domain';
import { ConfirmDialog, t, toastDone, toastFailure, type AnyFailure } from '@synergycall/ui';
import { IconDots, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { DeleteUser } from './delete-user.tsx';

type Asked = 'suspend' | 'delete';

/** Suspend and restore at once, delete by apply; each asks first and says what hangs on it. */
export function UserActions({ user, deviceCount }: { user: UserView; deviceCount: number }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const may = useMay(user.tenantId);
  const [asked, setAsked] = useState<Asked>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const input = { tenantId: user.tenantId, id: user.id };
  const run = async (call: Promise<unknown>, said: string) => {
    setBusy(true);
    const result = await outcome(call);
    setBusy(false);
    refresh();
    if (!result.ok) return asked === undefined ? toastFailure(result.error) : setFailure(result.error);
    setAsked(undefined);
    toastDone(said);
  };
  const ask = (what: Asked | undefined) => {
    setFailure(undefined);
    setAsked(what);
  };
  const { name } = user;
  const restore = () => void run(client.user.restore.mutate(input), t('user.restored.toast', { name }));
  if (user.status === 'deleted' || (!may('user.suspend') && !may('user.delete'))) return null;
  return (
    <>
      {user.status === 'suspended' ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={15} stroke={1.75} />}
          loading={busy}
          onClick={restore}
        >
          {t('user.restore')}
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={32} aria-label={t('common.moreFor', { name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {user.status === 'active' ? (
            <Menu.Item leftSection={<IconPlayerPause size={15} stroke={1.75} />} onClick={() => ask('suspend')}>
              {t('user.suspend')}
            </Menu.Item>
          ) : null}
          <Menu.Item color="red" leftSection={<IconTrash size={15} stroke={1.75} />} onClick={() => ask('delete')}>
            {t('user.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        open={asked === 'suspend'}
        title={t('user.suspend.title', { name })}
        confirm={t('user.suspend')}
        danger
        busy={busy}
        failure={failure}
        onClose={() => ask(undefined)}
        onConfirm={() => void run(client.user.suspend.mutate(input), t('user.suspended.toast', { name }))}
      >
        {t('user.suspend.text', { name })}
      </ConfirmDialog>
      {asked === 'delete' ? <DeleteUser user={user} deviceCount={deviceCount} onClose={() => ask(undefined)} /> : null}
    </>
  );
}
