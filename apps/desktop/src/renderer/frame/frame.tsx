import { useQuery } from '@tanstack/react-query';
import type { TenantView } from '@synergycall/domain';
import { useHotkeys } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { FailureState, SkeletonLines, t } from '@synergycall/ui';
import { useEffect } from 'react';
import { Redirect, Route, Switch, useLocation, useRoute } from 'wouter';
import { sessionLost, useTRPC } from '../agent/client.tsx';
import { loadable } from '../agent/loadable.ts';
import { ApplyAllPage } from '../features/apply/apply-all-page.tsx';
import { ApplyBar } from '../features/apply/apply-bar.tsx';
import { BoxJobPage, JobPage } from '../features/apply/job-page.tsx';
import { PreviewPage } from '../features/apply/preview-page.tsx';
import { AccountsPage } from '../features/account/accounts-page.tsx';
import { AuditPage } from '../features/audit/audit-page.tsx';
import { FeaturesPage } from '../features/callflow/features-page.tsx';
import { FlowsOfKindPage } from '../features/callflow/flows-of-kind-page.tsx';
import { FlowsPage } from '../features/callflow/flows-page.tsx';
import { DevicesPage } from '../features/device/devices-page.tsx';
import { ImportPage } from '../features/did/import-page.tsx';
import { InventoryPage } from '../features/did/inventory-page.tsx';
import { NumbersPage } from '../features/did/numbers-page.tsx';
import { BoxDriftPage, DriftPage } from '../features/drift/drift-page.tsx';
import { EmergencyAlert } from '../features/emergency/emergency-alert.tsx';
import { EmergencyPage } from '../features/emergency/emergency-page.tsx';
import { ComparePage } from '../features/history/compare-page.tsx';
import { AllHistoryPage, HistoryPage } from '../features/history/history-page.tsx';
import { RestoreAllPage } from '../features/history/restore-all-page.tsx';
import { RestorePage } from '../features/history/restore-page.tsx';
import { PoliciesPage } from '../features/policy/policies-page.tsx';
import { PromptsPage } from '../features/prompt/prompts-page.tsx';
import { useSession } from '../features/session/session.ts';
import { MailPage } from '../features/mail/mail-page.tsx';
import { PricesPage } from '../features/spending/prices-page.tsx';
import { SettingsPage } from '../features/settings/settings-page.tsx';
import { TenantsPage } from '../features/tenant/tenants-page.tsx';
import { NewUser } from '../features/user/new-user.tsx';
import { TracePage } from '../features/trace/trace-page.tsx';
import { AllTrunksPage } from '../features/trunk/all-trunks-page.tsx';
import { TrunksPage } from '../features/trunk/trunks-page.tsx';
import { UserPage } from '../features/user/user-page.tsx';
import { UsersPage } from '../features/user/users-page.tsx';
import { Banners } from './banners.tsx';
import { LiveFeed } from './live-feed.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { routes } from './routes.ts';
import { TenantContext } from './tenant-context.ts';
import { TopBar } from './top-bar.tsx';
import { UnknownPage } from './unknown-page.tsx';
import { lastTenant, rememberTenant } from './window-state.ts';

/** Rail, top bar, page and apply bar around whatever is open. */
export function Frame() {
  const trpc = useTRPC();
  const { site, end } = useSession();
  const [, navigate] = useLocation();
  const query = useQuery(trpc.tenant.list.queryOptions(undefined, { staleTime: 15_000 }));
  const [, params] = useRoute<{ tenantId: string }>('/t/:tenantId/*?');
  useEffect(() => {
    sessionLost.addEventListener('lost', end);
    return () => sessionLost.removeEventListener('lost', end);
  }, [end]);
  useHotkeys(
    [
      ['mod+K', () => spotlight.open()],
      ['mod+,', () => navigate(routes.settings())],
    ],
    [],
  );
  const state = loadable(query);
  const tenants = state.tag === 'ready' ? state.value.rows : [];
  const wanted = params?.tenantId ?? lastTenant(site.id);
  const tenant = tenants.find((each) => each.id === wanted) ?? (params ? undefined : tenants[0]);
  useEffect(() => {
    if (tenant) rememberTenant(site.id, tenant.id);
  }, [site.id, tenant]);
  return (
    <TenantContext value={tenant}>
      <a href="#content" className="d-skip">
        {t('frame.skip')}
      </a>
      <div className="d-frame">
        <Rail tenants={tenants} tenant={tenant} />
        <div className="d-main">
          <TopBar />
          {tenant ? <LiveFeed key={tenant.id} tenantId={tenant.id} /> : null}
          {tenant ? <EmergencyAlert key={`emergency-${tenant.id}`} tenantId={tenant.id} /> : null}
          <Banners />
          <main id="content" className="d-content" tabIndex={-1}>
            {state.tag === 'failed' ? (
              <FailureState failure={state.failure} onRetry={() => void query.refetch()} />
            ) : state.tag === 'loading' ? (
              <div className="d-loading">
                <SkeletonLines lines={6} />
              </div>
            ) : (
              <Pages tenant={tenant} />
            )}
          </main>
          {tenant ? <ApplyBar key={tenant.id} /> : null}
        </div>
      </div>
      <Palette tenants={tenants} />
      {tenant ? <NewUser key={tenant.id} /> : null}
    </TenantContext>
  );
}

function Pages({ tenant }: { tenant: TenantView | undefined }) {
  return (
    <Switch>
      <Route path="/tenants">
        <TenantsPage />
      </Route>
      <Route path="/applies">
        <AllHistoryPage />
      </Route>
      <Route path="/applies/restore">
        <RestoreAllPage />
      </Route>
      <Route path="/applies/:id">{(p) => <BoxJobPage key={p.id} id={p.id} />}</Route>
      <Route path="/apply-all">
        <ApplyAllPage />
      </Route>
      <Route path="/drift">
        <BoxDriftPage />
      </Route>
      <Route path="/inventory">
        <InventoryPage />
      </Route>
      <Route path="/inventory/import">
        <ImportPage />
      </Route>
      <Route<{ id?: string; act?: string }> path="/trunks/:id?/:act?">
        {(p) => <AllTrunksPage id={p.id} act={p.act} />}
      </Route>
      <Route path="/settings">
        <SettingsPage />
      </Route>
      <Route path="/settings/mail">
        <MailPage />
      </Route>
      <Route path="/settings/prices">
        <PricesPage />
      </Route>
      <Route path="/">
        {tenant ? <Redirect to={routes.users(tenant.id)} replace /> : <Redirect to={routes.tenants()} replace />}
      </Route>
      {tenant ? (
        <Route path="/t/:tenantId/users">
          <UsersPage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/users/:id/:tab">{(p) => <UserPage key={p.id} id={p.id} tab={p.tab} />}</Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string; act?: string }> path="/t/:tenantId/numbers/:id?/:act?">
          {(p) => <NumbersPage key={tenant.id} id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; start?: string; id?: string }> path="/t/:tenantId/flows/:start?/:id?">
          {(p) => <FlowsPage key={tenant.id} start={p.start} id={p.id} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string; act?: string }> path="/t/:tenantId/groups/:id?/:act?">
          {(p) => <FlowsOfKindPage key={tenant.id} kind="ring_group" id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string; act?: string }> path="/t/:tenantId/hours/:id?/:act?">
          {(p) => <FlowsOfKindPage key={tenant.id} kind="schedule" id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/features">
          <FeaturesPage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string; act?: string }> path="/t/:tenantId/menus/:id?/:act?">
          {(p) => <FlowsOfKindPage key={tenant.id} kind="menu" id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string; act?: string }> path="/t/:tenantId/queues/:id?/:act?">
          {(p) => <FlowsOfKindPage key={tenant.id} kind="queue" id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string; act?: string }> path="/t/:tenantId/mailboxes/:id?/:act?">
          {(p) => <FlowsOfKindPage key={tenant.id} kind="mailbox" id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string }> path="/t/:tenantId/announcements/:id?">
          {(p) => <PromptsPage key={tenant.id} id={p.id} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string; act?: string }> path="/t/:tenantId/trunks/:id?/:act?">
          {(p) => <TrunksPage key={tenant.id} id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; id?: string }> path="/t/:tenantId/policies/:id?">
          {(p) => <PoliciesPage key={tenant.id} id={p.id} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{ tenantId: string; way?: string; what?: string }> path="/t/:tenantId/trace/:way?/:what?">
          {(p) => <TracePage key={tenant.id} way={p.way} what={p.what} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route<{
          tenantId: string;
          tab?: string;
          id?: string;
          act?: string;
        }> path="/t/:tenantId/emergency/:tab?/:id?/:act?">
          {(p) => <EmergencyPage key={tenant.id} tab={p.tab} id={p.id} act={p.act} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/devices">
          <DevicesPage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/preview">
          <PreviewPage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/applies">
          <HistoryPage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/applies/compare">
          <ComparePage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/applies/compare/:from/:to">
          {(p) => <ComparePage key={tenant.id} from={p.from} to={p.to} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/applies/restore/:generation">
          {(p) => <RestorePage key={`${tenant.id}-${p.generation}`} generation={Number(p.generation)} />}
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/drift">
          <DriftPage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? <Route path="/t/:tenantId/applies/:id">{(p) => <JobPage key={p.id} id={p.id} />}</Route> : null}
      {tenant ? (
        <Route path="/t/:tenantId/accounts">
          <AccountsPage key={tenant.id} />
        </Route>
      ) : null}
      {tenant ? (
        <Route path="/t/:tenantId/audit">
          <AuditPage key={tenant.id} />
        </Route>
      ) : null}
      <Route>
        <UnknownPage />
      </Route>
    </Switch>
  );
}
