import type { TenantView, UserView } from '@synergycall/domain';
import type { Page } from 'playwright-core';
import { ensureBuilt } from './build.ts';
import { beginNext } from './fake-agent/jobs.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, type Desktop } from './launch/index.ts';
import type { LaunchOptions } from './launch/types.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

/** A desktop on the fake agent with one company, people of every kind and a few changes that are pending. */
export interface ApplyScene {
  agent: FakeAgent;
  desktop: Desktop;
  page: Page;
  acme: TenantView;
  ann: UserView;
  /** Opens an address of the app anew. */
  goTo: (path: string) => Promise<void>;
  /** Makes Ann Lee's name pending, so that there is something to apply. */
  changeAnn: () => Promise<void>;
  /** Lets what waits begin, as far as it may: time has come, or the call has ended. */
  letBegin: (due?: readonly string[]) => void;
  freeze: (tenant: TenantView, reason: string) => void;
  close: () => Promise<void>;
}

const IN_AN_HOUR = 3_600_000;

export async function applyScene(options: Partial<LaunchOptions> = {}): Promise<ApplyScene> {
  await ensureBuilt();
  const agent = await startFakeAgent();
  const desktop = await launchDesktop(options);
  const { page } = desktop;
  const { state } = agent;
  page.setDefaultTimeout(15_000);
  const me = person(page);
  await me.connects({ ...agent, name: 'fake agent', bootstrapCode: state.bootstrapCode, fake: agent });
  await me.setsUpTheFirstAdmin(state.bootstrapCode);
  await me.createsTenant('Acme');
  const acme = state.tenants[0]!;
  Object.assign(acme, { timezone: 'Asia/Tokyo' });
  seed(state, acme);
  const ann = state.addUser(acme, { name: 'Ann Lee', extension: 1044 });
  state.addDevice(ann, { label: 'Desk phone', transport: 'tls' });
  const goTo = async (path: string) => {
    await page.evaluate((to) => {
      history.pushState(null, '', to);
    }, path);
    await page.reload();
  };
  return {
    agent,
    desktop,
    page,
    acme,
    ann,
    goTo,
    changeAnn: async () => {
      ann.pending = 'changed';
      await goTo(`/t/${acme.id}/preview`);
      await page
        .getByText(/changes? pending$/)
        .first()
        .waitFor();
    },
    letBegin: (due = []) => {
      state.callsUp = false;
      beginNext(state, due);
      state.changed();
    },
    freeze: (tenant, reason) => {
      const now = Date.now();
      const window = {
        kind: 'once' as const,
        from: new Date(now - 1000).toISOString(),
        until: new Date(now + IN_AN_HOUR).toISOString(),
      };
      const createdAt = new Date(now).toISOString();
      const freeze = { id: `freeze-${reason}`, window, reason, by: 'Tess Admin', createdAt, active: true };
      state.freezes.push({ tenantId: tenant.id, freeze });
    },
    close: async () => {
      await desktop.close();
      await agent.stop();
    },
  };
}
