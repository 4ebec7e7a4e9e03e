import { Tabs } from '@mantine/core';
import { Page, t } from '@synergycall/ui';
import { useLocation } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { LimitAlerts } from '../alert/limit-alerts.tsx';
import { OutboundSection } from './outbound-section.tsx';
import { PolicyList } from './policy-list.tsx';
import { PolicyPage } from './policy-page.tsx';

/** The part of the address behind the policies that is no policy's id: ids have twelve characters. */
const SETTINGS = 'settings';

/** Calls out of a tenant (US5): who may call what, and how people dial. One policy has a page of its own. */
export function PoliciesPage({ id }: { id: string | undefined }) {
  const tenant = useTenant();
  const [, navigate] = useLocation();
  if (id !== undefined && id !== SETTINGS) return <PolicyPage key={id} id={id} />;
  return (
    <Page fill title={t('policy.title')} about={t('policy.about')}>
      <LimitAlerts />
      <Tabs
        value={id ?? 'list'}
        keepMounted={false}
        className="d-policy-tabs"
        onChange={(tab) =>
          navigate(tab === SETTINGS ? routes.outbound(tenant.id) : routes.policies(tenant.id), { replace: true })
        }
      >
        <Tabs.List>
          <Tabs.Tab value="list">{t('policy.tab.list')}</Tabs.Tab>
          <Tabs.Tab value={SETTINGS}>{t('policy.tab.settings')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="list" className="d-policy-tab">
          <PolicyList />
        </Tabs.Panel>
        <Tabs.Panel value={SETTINGS} className="d-policy-tab">
          <OutboundSection />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
