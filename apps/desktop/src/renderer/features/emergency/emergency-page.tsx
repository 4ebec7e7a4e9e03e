import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Page, t } from '@synergycall/ui';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { EmergencyCalls } from './emergency-calls.tsx';
import { LocationsTab } from './locations-tab.tsx';
import { UnplacedTab } from './unplaced-tab.tsx';

const TABS = ['locations', 'phones', 'calls'] as const;

/** Where phones stand, which of them would not be found, and who called for help. */
export function EmergencyPage(props: { tab: string | undefined; id: string | undefined; act: string | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const unplaced = useQuery(
    trpc.location.unplaced.queryOptions({ tenantId: tenant.id }, { refetchInterval: 60_000 }),
  ).data;
  const tab = TABS.find((each) => each === props.tab) ?? 'locations';
  const to = { locations: routes.locations, phones: routes.unplaced, calls: routes.emergencyCalls };
  return (
    <Page fill title={t('emergency.title')} about={t('emergency.about')}>
      <Tabs
        value={tab}
        keepMounted={false}
        className="d-policy-tabs"
        onChange={(next) =>
          navigate(to[TABS.find((each) => each === next) ?? 'locations'](tenant.id), { replace: true })
        }
      >
        <Tabs.List>
          <Tabs.Tab value="locations">{t('emergency.tab.locations')}</Tabs.Tab>
          <Tabs.Tab value="phones">
            {t('emergency.tab.phones')}{' '}
            {unplaced && unplaced.total > 0 ? <span className="d-warn">{unplaced.total}</span> : null}
          </Tabs.Tab>
          <Tabs.Tab value="calls">{t('emergency.tab.calls')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="locations" className="d-policy-tab">
          <LocationsTab id={props.id} act={props.act} />
        </Tabs.Panel>
        <Tabs.Panel value="phones" className="d-policy-tab">
          <UnplacedTab />
        </Tabs.Panel>
        <Tabs.Panel value="calls" className="d-policy-tab">
          <EmergencyCalls id={props.id} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
