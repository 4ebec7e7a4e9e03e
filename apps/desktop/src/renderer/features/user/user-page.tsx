import { Anchor, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { UserDetail, UserId } from '@synergycall/domain';
import { FailureState, Initials, Note, SkeletonLines, t } from '@synergycall/ui';
import { IconUserOff } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { AuditList } from '../audit/audit-list.tsx';
import { ReachedBy } from '../callflow/reached-by.tsx';
import { DeviceCards } from '../device/device-cards.tsx';
import { UserNumbers } from '../did/user-numbers.tsx';
import { HandlingTab } from '../handling/handling-tab.tsx';
import { useMay } from '../session/session.ts';
import { PendingTag, Presence } from './columns.tsx';
import { UserActions } from './user-actions.tsx';
import { ProfileForm } from './profile-form.tsx';

const TABS = ['profile', 'devices', 'handling', 'reached', 'history'] as const;
type Tab = (typeof TABS)[number];

/** A person's page: who, on which number, live or not, and everything about them in tabs. */
export function UserPage({ id, tab }: { id: string; tab: string }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const query = useQuery(
    trpc.user.get.queryOptions({ tenantId: tenant.id, id: id as UserId }, { refetchInterval: 30_000 }),
  );
  const state = loadable(query);
  return (
    <div className="d-user-page">
      <BackLink href={routes.users(tenant.id)}>{t('user.back')}</BackLink>
      {state.tag === 'loading' ? <SkeletonLines lines={8} /> : null}
      {state.tag === 'failed' ? <FailureState failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? (
        <Person detail={state.value} tab={TABS.find((each) => each === tab) ?? 'devices'} />
      ) : null}
    </div>
  );
}

function Person({ detail, tab }: { detail: UserDetail; tab: Tab }) {
  const { user, devices } = detail;
  const [, navigate] = useLocation();
  const may = useMay(user.tenantId);
  const mayTrace = may('trace.read') && user.status !== 'deleted';
  const hasHandling = may('handling.read') && user.status !== 'deleted';
  return (
    <>
      <header className="d-person-header">
        <Initials name={user.name} size="lg" />
        <div className="d-grow d-min0">
          <h1 className="d-person-title sc-truncate" dir="auto" title={user.name}>
            {user.name}
          </h1>
          <div className="d-row d-person-line">
            <span className="d-extension">{user.extension ?? t('user.noExtension')}</span>
            <Presence user={user} />
            {user.email === null ? null : <span className="sc-dim sc-truncate">{user.email}</span>}
            <PendingTag pending={user.pending} />
            {user.status !== 'deleted' && may('trace.read') ? (
              <Anchor component={Link} href={routes.trace(user.tenantId, 'reaches', user.id)} size="sm">
                {t('trace.ofPerson', { name: user.name })}
              </Anchor>
            ) : null}
          </div>
          {may('did.read') ? <UserNumbers user={user} /> : null}
        </div>
        <UserActions user={user} deviceCount={devices.filter((d) => d.revokedAt === null).length} />
      </header>
      {user.status === 'suspended' ? (
        <Note tone="failed" icon={<IconUserOff size={16} />} title={t('user.suspended.note')} />
      ) : null}
      {user.status === 'deleted' ? (
        <Note tone="info" icon={<IconUserOff size={16} />} title={t('user.deleted.note')} />
      ) : null}
      <Tabs
        value={tab}
        onChange={(value) =>
          navigate(routes.user(user.tenantId, user.id, (value ?? 'devices') as Tab), { replace: true })
        }
        keepMounted={false}
        className="d-tabs"
      >
        <Tabs.List>
          <Tabs.Tab value="profile">{t('user.tab.profile')}</Tabs.Tab>
          <Tabs.Tab value="devices">
            {t('user.tab.devices')} <span className="sc-dim">{devices.filter((d) => d.revokedAt === null).length}</span>
          </Tabs.Tab>
          {hasHandling ? <Tabs.Tab value="handling">{t('handling.tab')}</Tabs.Tab> : null}
          {mayTrace ? <Tabs.Tab value="reached">{t('callflow.reached.tab')}</Tabs.Tab> : null}
          <Tabs.Tab value="history">{t('user.tab.history')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="profile" pt="md">
          <ProfileForm key={user.id} user={user} />
        </Tabs.Panel>
        <Tabs.Panel value="devices" pt="md">
          <DeviceCards user={user} devices={devices} />
        </Tabs.Panel>
        {hasHandling ? (
          <Tabs.Panel value="handling" pt="md">
            <HandlingTab user={user} />
          </Tabs.Panel>
        ) : null}
        {mayTrace ? (
          <Tabs.Panel value="reached" pt="md">
            <ReachedBy user={user} />
          </Tabs.Panel>
        ) : null}
        <Tabs.Panel value="history" pt="md">
          <AuditList tenantId={user.tenantId} entityId={user.id} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
