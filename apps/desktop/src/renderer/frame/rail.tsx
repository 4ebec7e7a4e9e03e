import {
  IconAsterisk,
  IconBuilding,
  IconChecklist,
  IconClipboardList,
  IconClockHour4,
  IconDialpad,
  IconFileDiff,
  IconGridDots,
  IconHeadset,
  IconPhone,
  IconHistory,
  IconKey,
  IconListCheck,
  IconMessage,
  IconPackages,
  IconPhoneOutgoing,
  IconPlugConnected,
  IconRoute,
  IconRouteScan,
  IconTopologyStar3,
  IconSettings,
  IconUrgent,
  IconUsers,
  IconUsersGroup,
  IconVolume,
} from '@tabler/icons-react';
import type { TenantView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import type { ComponentType } from 'react';
import { Link, useRoute } from 'wouter';
import { useMay } from '../features/session/session.ts';
import { routes } from './routes.ts';
import { TenantSwitcher } from './tenant-switcher.tsx';

/** Left: where you are (site and tenant) and where you can go. Only what exists is listed. */
export function Rail({ tenants, tenant }: { tenants: readonly TenantView[]; tenant: TenantView | undefined }) {
  const mayBox = useMay(null);
  return (
    <aside className="d-rail">
      <TenantSwitcher tenants={tenants} tenant={tenant} />
      <nav aria-label={t('nav.label')} className="d-nav">
        {tenant ? (
          <>
            <Entry to={routes.users(tenant.id)} under icon={IconUsers} label={t('nav.users')} />
            <Entry to={routes.numbers(tenant.id)} under icon={IconDialpad} label={t('nav.numbers')} />
            <Entry to={routes.devices(tenant.id)} icon={IconPhone} label={t('nav.devices')} />
            <Entry to={routes.flows(tenant.id)} under icon={IconRoute} label={t('nav.flows')} />
            <Entry to={routes.flowsOf(tenant.id, 'ring_group')} under icon={IconUsersGroup} label={t('nav.groups')} />
            <Entry to={routes.flowsOf(tenant.id, 'schedule')} under icon={IconClockHour4} label={t('nav.hours')} />
            <Entry to={routes.flowsOf(tenant.id, 'menu')} under icon={IconGridDots} label={t('nav.menus')} />
            <Entry to={routes.flowsOf(tenant.id, 'queue')} under icon={IconHeadset} label={t('nav.queues')} />
            <Entry to={routes.flowsOf(tenant.id, 'mailbox')} under icon={IconMessage} label={t('nav.mailboxes')} />
            <Entry to={routes.prompts(tenant.id)} under icon={IconVolume} label={t('nav.prompts')} />
            <Entry to={routes.features(tenant.id)} icon={IconAsterisk} label={t('nav.features')} />
            <Entry to={routes.trunks(tenant.id)} under icon={IconPlugConnected} label={t('nav.trunks')} />
            <Entry to={routes.policies(tenant.id)} under icon={IconPhoneOutgoing} label={t('nav.policies')} />
            <Entry to={routes.emergency(tenant.id)} under icon={IconUrgent} label={t('nav.emergency')} />
            <Entry to={routes.traces(tenant.id)} under icon={IconRouteScan} label={t('nav.trace')} />
            <Entry to={routes.history(tenant.id)} under icon={IconHistory} label={t('nav.applyHistory')} />
            <Entry to={routes.drift(tenant.id)} icon={IconFileDiff} label={t('nav.drift')} />
            <Entry to={routes.accounts(tenant.id)} icon={IconKey} label={t('nav.accounts')} />
            <Entry to={routes.audit(tenant.id)} icon={IconListCheck} label={t('nav.audit')} />
          </>
        ) : null}
        <div className="d-nav-gap" />
        {mayBox('apply.read-all') ? (
          <Entry to={routes.applyAll()} icon={IconChecklist} label={t('nav.applyAll')} />
        ) : null}
        {mayBox('apply.read-all') ? (
          <Entry to={routes.allHistory()} under icon={IconClipboardList} label={t('nav.boxHistory')} />
        ) : null}
        {mayBox('tenant.create') || tenants.length > 1 ? (
          <Entry to={routes.tenants()} icon={IconBuilding} label={t('nav.tenants')} />
        ) : null}
        {mayBox('did.inventory') ? (
          <Entry to={routes.inventory()} under icon={IconPackages} label={t('nav.inventory')} />
        ) : null}
        {mayBox('trunk.read-all') ? (
          <Entry to={routes.allTrunks()} under icon={IconTopologyStar3} label={t('nav.allTrunks')} />
        ) : null}
        <Entry to={routes.settings()} icon={IconSettings} label={t('nav.settings')} />
      </nav>
    </aside>
  );
}

function Entry(props: {
  to: string;
  icon: ComponentType<{ size: number; stroke: number }>;
  label: string;
  under?: boolean;
}) {
  const [here] = useRoute(props.under ? `${props.to}/*?` : props.to);
  const Icon = props.icon;
  return (
    <Link href={props.to} className="d-nav-entry" aria-current={here ? 'page' : undefined}>
      <Icon size={16} stroke={1.6} />
      {props.label}
    </Link>
  );
}
