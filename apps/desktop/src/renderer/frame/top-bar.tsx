import { ActionIcon, Kbd, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { Initials, StateDot, formatMoment, t, type Tone } from '@synergycall/ui';
import { IconLogout, IconMoon, IconSearch, IconServer2, IconSun } from '@tabler/icons-react';
import { useSession } from '../features/session/session.ts';
import { useLive } from './window-state.ts';

/** Top: palette, connection, theme, me. */
export function TopBar() {
  const { me, site, signOut, leave } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const role = me.account.grants[0]?.role;
  return (
    <section className="d-top" aria-label={t('frame.top')}>
      <button type="button" className="d-search" onClick={() => spotlight.open()} aria-keyshortcuts="Control+K">
        <IconSearch size={15} stroke={1.6} aria-hidden />
        <span className="d-grow">{t('frame.palette')}</span>
        <Kbd size="xs">Ctrl K</Kbd>
      </button>
      <div className="d-grow" />
      <ConnectionState />
      <Tooltip label={t('theme.toggle')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('theme.toggle')}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? <IconSun size={17} stroke={1.6} /> : <IconMoon size={17} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <button type="button" className="d-me">
            <Initials name={me.account.name} />
            <span className="sc-visually-hidden">{t('frame.account')}</span>
            <span className="sc-truncate">{me.account.name}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className="d-me-card">
            <div className="d-strong sc-truncate">{me.account.name}</div>
            <div className="sc-dim sc-truncate">{me.account.email}</div>
            {role === undefined ? null : <div className="sc-dim">{t(`role.${role}`)}</div>}
          </div>
          <Menu.Divider />
          <Menu.Item leftSection={<IconServer2 size={15} stroke={1.6} />} onClick={leave}>
            {t('frame.otherSite')}
            <span className="sc-dim d-small d-block sc-truncate">{site.host}</span>
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={15} stroke={1.6} />} onClick={signOut}>
            {t('frame.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </section>
  );
}

const TONES = { live: 'live', connecting: 'pending', offline: 'failed' } as const satisfies Record<string, Tone>;

function ConnectionState() {
  const { connection, heardAt } = useLive();
  const label =
    connection === 'offline' && heardAt !== null
      ? t('connection.offlineFor', { time: formatMoment(heardAt) })
      : t(`connection.${connection}`);
  return (
    <span className="d-connection" role="status" data-testid="connection">
      <StateDot tone={TONES[connection]} label={label} />
    </span>
  );
}
