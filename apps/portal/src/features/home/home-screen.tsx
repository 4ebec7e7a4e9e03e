import { Skeleton } from '@mantine/core';
import type { DeviceView, UserView } from '@synergycall/domain';
import { Initials, Note, t, type Loadable } from '@synergycall/ui';
import { IconBan, IconChevronRight, IconClock } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Live } from '../../agent/live.ts';
import { Trouble } from '../../frame/trouble.tsx';
import { DeviceState } from '../device/device-state.tsx';
import { reachOf } from './reach.ts';

export interface Profile {
  readonly user: UserView;
  readonly tenantName: string;
  readonly extension: number | null;
}
export interface HomeProps {
  readonly profile: Loadable<Profile>;
  readonly devices: Loadable<readonly DeviceView[]>;
  readonly live: Live;
  readonly onRetry: () => void;
}

/** Who I am, my extension, and whether calls reach me. */
export function HomeScreen(props: HomeProps) {
  const { profile, devices } = props;
  if (profile.tag === 'failed')
    return (
      <>
        <h1 className="sc-visually-hidden">{t('portal.nav.home')}</h1>
        <Trouble failure={profile.failure} onRetry={props.onRetry} />
      </>
    );
  if (profile.tag === 'loading') return <HomeSkeleton />;
  const { user, tenantName, extension } = profile.value;
  return (
    <>
      <header className="p-who">
        <Initials name={user.name} size="lg" />
        <div className="p-who-text">
          <h1 className="sc-page-title p-clamp">
            <bdi>{user.name}</bdi>
          </h1>
          <div className="sc-dim p-wrap">
            <bdi>{tenantName}</bdi>
          </div>
        </div>
      </header>
      <section className="p-extension" aria-label={t('portal.home.extension')}>
        <span className="sc-dim">{extension === null ? t('portal.home.noExtension') : t('portal.home.extension')}</span>
        {extension === null ? null : <span className="p-number">{extension}</span>}
        {user.status === 'suspended' ? null : <Reach devices={devices} live={props.live} />}
      </section>
      {user.status === 'suspended' ? (
        <Note tone="failed" icon={<IconBan size={20} stroke={1.75} />} title={t('portal.home.suspended')}>
          {t('portal.home.suspendedText')}
        </Note>
      ) : user.pending === 'new' ? (
        <Note tone="pending" icon={<IconClock size={20} stroke={1.75} />} title={t('portal.home.notLive')}>
          {t('portal.home.notLiveText')}
        </Note>
      ) : null}
      <Phones {...props} />
    </>
  );
}

function Reach(props: Pick<HomeProps, 'devices' | 'live'>) {
  if (props.devices.tag !== 'ready') return null;
  const { tone, text } = reachOf(props.devices.value, props.live);
  return (
    <div className="p-reach" role="status">
      <span className={`sc-dot sc-dot-${tone}`} aria-hidden />
      <span className="p-wrap">{text}</span>
    </div>
  );
}

function Phones(props: HomeProps) {
  if (props.devices.tag === 'loading') return <RowSkeleton />;
  if (props.devices.tag === 'failed') return <Trouble failure={props.devices.failure} onRetry={props.onRetry} />;
  if (props.devices.value.length === 0) return <p className="p-hint">{t('portal.device.emptyText')}</p>;
  return (
    <section aria-labelledby="phones">
      <h2 id="phones" className="p-heading">
        {t('portal.home.phones')}
      </h2>
      <ul className="p-list">
        {props.devices.value.map((device) => (
          <li key={device.id}>
            <Link href="/devices" className="p-row">
              <span className="p-row-main">
                <span className="p-row-title">
                  <bdi>{device.label}</bdi>
                </span>
                <DeviceState device={device} live={props.live} />
              </span>
              <IconChevronRight size={20} stroke={1.6} aria-hidden className="p-row-go" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function HomeSkeleton() {
  return (
    <div role="status" aria-label={t('portal.loading')}>
      <h1 className="sc-visually-hidden">{t('portal.nav.home')}</h1>
      <div className="p-who">
        <Skeleton width={48} height={48} radius="lg" />
        <div className="p-who-text">
          <Skeleton width="60%" height={22} />
          <Skeleton width="40%" height={14} mt={10} />
        </div>
      </div>
      <div className="p-extension">
        <Skeleton width={80} height={14} mt={5} mb={5} />
        <Skeleton width={112} height={36} my={8} />
        <div className="p-reach">
          <Skeleton width="70%" height={14} my={5} />
        </div>
      </div>
      <Skeleton width={110} height={16} mt={32} mb={14} />
      <RowSkeleton />
    </div>
  );
}

function RowSkeleton() {
  return (
    <div className="p-list p-row">
      <span className="p-row-main">
        <Skeleton width="34%" height={14} my={5} />
        <Skeleton width="26%" height={14} my={5} />
      </span>
    </div>
  );
}
