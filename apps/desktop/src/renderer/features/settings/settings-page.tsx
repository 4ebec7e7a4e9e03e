import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  Facts,
  FailureNote,
  Page,
  RelativeTime,
  Section,
  SkeletonLines,
  StateDot,
  formatMomentInFull,
  t,
  type Tone,
} from '@synergycall/ui';
import { use } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { BoxSection } from '../box/box-section.tsx';
import { Fingerprint } from '../connect/fingerprint.tsx';
import { MailSection } from '../mail/mail-section.tsx';
import { PricesSection } from '../spending/prices-section.tsx';
import { TenantContext } from '../../frame/tenant-context.ts';
import { TenantSection } from '../tenant/tenant-section.tsx';
import { useMay, useSession } from '../session/session.ts';
import { PasswordForm } from './password-form.tsx';

/** How it looks, what it is connected to, and how that is doing. */
export function SettingsPage() {
  const { site, me } = useSession();
  const tenant = use(TenantContext);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const may = useMay(null);
  const mayHealth = me.account.grants.length > 0;
  return (
    <Page title={t('settings.title')}>
      <div className="d-settings">
        <Section title={t('settings.look')}>
          <div className="d-row">
            <span className="d-grow">{t('settings.theme')}</span>
            <SegmentedControl
              size="xs"
              aria-label={t('settings.theme')}
              value={colorScheme}
              onChange={(value) => setColorScheme(value as typeof colorScheme)}
              data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
            />
          </div>
        </Section>
        {tenant ? <TenantSection key={tenant.id} tenant={tenant} /> : null}
        {mayHealth ? <Health /> : null}
        {may('box.read') ? <BoxSection /> : null}
        {may('mail.read') ? <MailSection /> : null}
        {may('price.read') ? <PricesSection /> : null}
        <Section title={t('settings.site')}>
          <Facts
            rows={[
              [t('settings.site.address'), site.url],
              [t('settings.site.trusted'), formatMomentInFull(site.trustedAt)],
            ]}
          />
          <Fingerprint label={t('settings.site.fingerprint')} value={site.caFingerprint} />
        </Section>
        <Section title={t('settings.password')}>
          <PasswordForm />
        </Section>
      </div>
    </Page>
  );
}

const TONES = { ok: 'live', degraded: 'pending', down: 'failed', absent: 'off' } as const satisfies Record<
  string,
  Tone
>;

function Health() {
  const trpc = useTRPC();
  const query = useQuery(trpc.health.get.queryOptions(undefined, { refetchInterval: 10_000 }));
  const state = loadable(query);
  return (
    <Section title={t('settings.health')}>
      {state.tag === 'loading' ? <SkeletonLines lines={4} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? (
        <ul className="d-health">
          {state.value.components.map((c) => (
            <li key={c.name}>
              <span className="d-health-name">{t(`settings.health.${c.name}`)}</span>
              <span className="d-health-state">
                <StateDot tone={TONES[c.state]} label={t(`settings.health.${c.state}`)} />
              </span>
              <span className="sc-dim d-grow">
                {c.detail}
                {c.state !== 'ok' && c.sinceAt !== null ? (
                  <>
                    {' · '}
                    <RelativeTime at={c.sinceAt} />
                  </>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}
