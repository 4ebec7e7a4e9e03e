import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { UserView } from '@synergycall/domain';
import { Facts, FailureNote, Initials, SkeletonLines, t } from '@synergycall/ui';
import { IconX } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { PeekTitle } from '../../frame/peek-parts.tsx';
import { DeviceLine } from '../device/device-line.tsx';
import { PendingTag, Presence } from './columns.tsx';

/** A person beside the list: enough to answer a call about them without leaving it. */
export function UserPeek({ user, onClose }: { user: UserView; onClose: () => void }) {
  const trpc = useTRPC();
  const [, navigate] = useLocation();
  const query = useQuery(trpc.user.get.queryOptions({ tenantId: user.tenantId, id: user.id }));
  const state = loadable(query);
  return (
    <aside className="d-peek" aria-label={user.name}>
      <header className="d-peek-header">
        <Initials name={user.name} size="lg" />
        <div className="d-grow d-min0">
          <PeekTitle name={user.name} />
          <div className="d-row">
            <span className="d-strong">{user.extension ?? t('user.noExtension')}</span>
            <Presence user={user} />
            <PendingTag pending={user.pending} />
          </div>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={t('user.closePanel')} onClick={onClose}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <div className="d-peek-body">
        <Facts
          rows={[
            [t('user.email'), user.email ?? <span className="sc-dim">{t('user.noEmail')}</span>],
            [t('user.voicemail'), user.voicemailEnabled ? t('user.on') : t('user.off')],
            [t('user.login'), user.hasAccount ? t('user.login.yes') : t('user.login.no')],
          ]}
        />
        <h3 className="d-peek-sub">{t('device.title')}</h3>
        {state.tag === 'loading' ? <SkeletonLines lines={3} /> : null}
        {state.tag === 'failed' ? <FailureNote failure={state.failure} /> : null}
        {state.tag === 'ready' && state.value.devices.filter((d) => d.revokedAt === null).length === 0 ? (
          <p className="sc-dim">{t('device.empty.title')}</p>
        ) : null}
        {state.tag === 'ready'
          ? state.value.devices.filter((d) => d.revokedAt === null).map((d) => <DeviceLine key={d.id} device={d} />)
          : null}
      </div>
      <footer className="d-peek-footer">
        <Button variant="default" fullWidth onClick={() => navigate(routes.user(user.tenantId, user.id))}>
          {t('user.open')}
        </Button>
      </footer>
    </aside>
  );
}
