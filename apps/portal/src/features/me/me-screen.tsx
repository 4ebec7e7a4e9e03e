import { Button, SegmentedControl, Skeleton, type MantineColorScheme } from '@mantine/core';
import type { MeView } from '@synergycall/domain';
import { Facts, formatMoment, Note, Section, t, type Loadable } from '@synergycall/ui';
import { IconCheck, IconKey, IconLogout } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Trouble, TroubleNote } from '../../frame/trouble.tsx';
import type { Profile } from '../home/home-screen.tsx';
import type { Leaving } from '../session/session.ts';

export interface MeProps {
  readonly me: MeView;
  readonly profile: Loadable<Profile>;
  readonly theme: MantineColorScheme;
  readonly onTheme: (theme: MantineColorScheme) => void;
  readonly leaving: Leaving;
  /** Just now, on the page before. */
  readonly passwordChanged: boolean;
  readonly onSignOut: () => void;
  readonly onRetry: () => void;
}

/** My record, how this page looks, and my way out. */
export function MeScreen(props: MeProps) {
  return (
    <>
      <header className="p-title">
        <h1 className="sc-page-title">{t('portal.nav.me')}</h1>
      </header>
      <div role="status" className="p-notice">
        {props.passwordChanged ? (
          <Note tone="live" icon={<IconCheck size={20} stroke={1.75} />} title={t('portal.password.done')}>
            {t('portal.password.doneText')}
          </Note>
        ) : null}
      </div>
      <Section title={t('portal.me.profile')}>
        <Record {...props} />
      </Section>
      <Section title={t('portal.me.look')}>
        <SegmentedControl
          fullWidth
          aria-label={t('portal.me.look')}
          value={props.theme}
          onChange={(value) => props.onTheme(value as MantineColorScheme)}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`portal.me.theme.${value}`) }))}
        />
      </Section>
      <Section title={t('portal.me.session')}>
        <p className="sc-dim p-flush">{t('portal.me.sessionUntil', { time: formatMoment(props.me.expiresAt) })}</p>
        <div className="p-actions">
          <Button
            component={Link}
            href="/me/password"
            variant="default"
            leftSection={<IconKey size={20} stroke={1.6} />}
          >
            {t('portal.me.changePassword')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconLogout size={20} stroke={1.6} />}
            loading={props.leaving.tag === 'busy'}
            onClick={props.onSignOut}
          >
            {t('portal.me.signOut')}
          </Button>
        </div>
        {props.leaving.tag === 'failed' ? (
          <div className="p-below">
            <TroubleNote failure={props.leaving.failure} />
          </div>
        ) : null}
      </Section>
    </>
  );
}

function Record({ profile, me, onRetry }: MeProps) {
  if (profile.tag === 'failed') return <Trouble failure={profile.failure} onRetry={onRetry} />;
  if (profile.tag === 'loading')
    return (
      <div role="status" aria-label={t('portal.loading')}>
        <Skeleton height={16} width="70%" />
        <Skeleton height={16} width="55%" mt={14} />
        <Skeleton height={16} width="62%" mt={14} />
        <Skeleton height={16} width="48%" mt={14} />
      </div>
    );
  const { user, tenantName, extension } = profile.value;
  return (
    <>
      <Facts
        rows={[
          [t('portal.me.name'), <bdi key="name">{user.name}</bdi>],
          [t('portal.me.extension'), extension === null ? t('portal.home.noExtension') : String(extension)],
          [t('portal.me.company'), <bdi key="company">{tenantName}</bdi>],
          [t('portal.me.signIn'), me.account.email],
          ...(user.email === me.account.email
            ? []
            : [[t('portal.me.email'), user.email ?? t('portal.me.noEmail')] as const]),
          ...(user.outboundCallerId === null ? [] : [[t('portal.me.callerId'), user.outboundCallerId] as const]),
        ]}
      />
      <p className="sc-dim p-below">{t('portal.me.wrong')}</p>
    </>
  );
}
