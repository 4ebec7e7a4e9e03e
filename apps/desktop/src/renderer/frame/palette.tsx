import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { searchedDigits, type TenantView } from '@synergycall/domain';
import { Initials, formatNumber, t } from '@synergycall/ui';
import {
  IconAsterisk,
  IconBuilding,
  IconPhone,
  IconChecklist,
  IconClipboardList,
  IconClockHour4,
  IconDialpad,
  IconEye,
  IconFileDiff,
  IconGridDots,
  IconHeadset,
  IconGitCompare,
  IconHistory,
  IconKey,
  IconListCheck,
  IconMessage,
  IconMoon,
  IconPackages,
  IconPhoneOutgoing,
  IconCoins,
  IconMail,
  IconPlugConnected,
  IconRoute,
  IconRouteScan,
  IconSearch,
  IconSettings,
  IconUrgent,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
  IconVolume,
} from '@tabler/icons-react';
import { use, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../agent/client.tsx';
import { useMay } from '../features/session/session.ts';
import { routes } from './routes.ts';
import { TenantContext } from './tenant-context.ts';
import { useWindow } from './window-state.ts';

interface Action {
  id: string;
  label: string;
  icon: ReactNode;
  run: () => void;
}
const icon = { size: 17, stroke: 1.6 } as const;

/** Ctrl K: people of the tenant (asked of the agent), pages, acts and tenants. */
export function Palette({ tenants }: { tenants: readonly TenantView[] }) {
  const trpc = useTRPC();
  const tenant = use(TenantContext);
  const may = useMay(tenant?.id ?? null);
  const mayBox = useMay(null);
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), 150);
  const openNewUser = useWindow((s) => s.setNewUserOpen);
  const people = useQuery(
    trpc.user.list.queryOptions(
      { tenantId: tenant?.id ?? ('' as TenantView['id']), search, limit: 8 },
      { enabled: tenant !== undefined && search !== '', placeholderData: keepPreviousData },
    ),
  );
  // Who types digits may mean a number; three of them tell few numbers apart from extensions.
  const digits = searchedDigits(search);
  const isNumber = digits.length >= 3;
  const numbers = useQuery(
    trpc.did.list.queryOptions(
      { tenantId: tenant?.id ?? ('' as TenantView['id']), search: digits, limit: 6 },
      { enabled: tenant !== undefined && isNumber, placeholderData: keepPreviousData },
    ),
  );
  const go = (to: string) => () => navigate(to);
  const pages: Action[] = [
    ...(tenant
      ? [
          { id: 'users', label: t('nav.users'), icon: <IconUsers {...icon} />, run: go(routes.users(tenant.id)) },
          {
            id: 'numbers',
            label: t('nav.numbers'),
            icon: <IconDialpad {...icon} />,
            run: go(routes.numbers(tenant.id)),
          },
          { id: 'devices', label: t('nav.devices'), icon: <IconPhone {...icon} />, run: go(routes.devices(tenant.id)) },
          { id: 'flows', label: t('nav.flows'), icon: <IconRoute {...icon} />, run: go(routes.flows(tenant.id)) },
          {
            id: 'groups',
            label: t('nav.groups'),
            icon: <IconUsersGroup {...icon} />,
            run: go(routes.flowsOf(tenant.id, 'ring_group')),
          },
          {
            id: 'hours',
            label: t('callflow.hours.title'),
            icon: <IconClockHour4 {...icon} />,
            run: go(routes.flowsOf(tenant.id, 'schedule')),
          },
          {
            id: 'menus',
            label: t('nav.menus'),
            icon: <IconGridDots {...icon} />,
            run: go(routes.flowsOf(tenant.id, 'menu')),
          },
          {
            id: 'queues',
            label: t('nav.queues'),
            icon: <IconHeadset {...icon} />,
            run: go(routes.flowsOf(tenant.id, 'queue')),
          },
          {
            id: 'mailboxes',
            label: t('nav.mailboxes'),
            icon: <IconMessage {...icon} />,
            run: go(routes.flowsOf(tenant.id, 'mailbox')),
          },
          {
            id: 'prompts',
            label: t('nav.prompts'),
            icon: <IconVolume {...icon} />,
            run: go(routes.prompts(tenant.id)),
          },
          {
            id: 'features',
            label: t('nav.features'),
            icon: <IconAsterisk {...icon} />,
            run: go(routes.features(tenant.id)),
          },
          {
            id: 'trunks',
            label: t('nav.trunks'),
            icon: <IconPlugConnected {...icon} />,
            run: go(routes.trunks(tenant.id)),
          },
          {
            id: 'policies',
            label: t('nav.policies'),
            icon: <IconPhoneOutgoing {...icon} />,
            run: go(routes.policies(tenant.id)),
          },
          {
            id: 'locations',
            label: t('palette.locations'),
            icon: <IconUrgent {...icon} />,
            run: go(routes.locations(tenant.id)),
          },
          {
            id: 'emergency-calls',
            label: t('emergency.tab.calls'),
            icon: <IconUrgent {...icon} />,
            run: go(routes.emergencyCalls(tenant.id)),
          },
          { id: 'trace', label: t('nav.trace'), icon: <IconRouteScan {...icon} />, run: go(routes.traces(tenant.id)) },
          {
            id: 'history',
            label: t('nav.applyHistory'),
            icon: <IconHistory {...icon} />,
            run: go(routes.history(tenant.id)),
          },
          {
            id: 'compare',
            label: t('palette.compare'),
            icon: <IconGitCompare {...icon} />,
            run: go(routes.compare(tenant.id)),
          },
          {
            id: 'drift',
            label: t('palette.drift'),
            icon: <IconFileDiff {...icon} />,
            run: go(routes.drift(tenant.id)),
          },
          {
            id: 'accounts',
            label: t('nav.accounts'),
            icon: <IconKey {...icon} />,
            run: go(routes.accounts(tenant.id)),
          },
          { id: 'audit', label: t('nav.audit'), icon: <IconListCheck {...icon} />, run: go(routes.audit(tenant.id)) },
        ]
      : []),
    ...(mayBox('apply.read-all')
      ? [
          {
            id: 'apply-all',
            label: t('nav.applyAll'),
            icon: <IconChecklist {...icon} />,
            run: go(routes.applyAll()),
          },
          {
            id: 'all-history',
            label: t('nav.boxHistory'),
            icon: <IconClipboardList {...icon} />,
            run: go(routes.allHistory()),
          },
          {
            id: 'box-drift',
            label: t('palette.boxDrift'),
            icon: <IconFileDiff {...icon} />,
            run: go(routes.boxDrift()),
          },
        ]
      : []),
    ...(mayBox('tenant.create')
      ? [{ id: 'tenants', label: t('nav.tenants'), icon: <IconBuilding {...icon} />, run: go(routes.tenants()) }]
      : []),
    ...(mayBox('did.inventory')
      ? [
          {
            id: 'inventory',
            label: t('nav.inventory'),
            icon: <IconPackages {...icon} />,
            run: go(routes.inventory()),
          },
          {
            id: 'import-numbers',
            label: t('palette.importNumbers'),
            icon: <IconPackages {...icon} />,
            run: go(routes.importNumbers()),
          },
        ]
      : []),
    ...(mayBox('trunk.read-all')
      ? [
          {
            id: 'all-trunks',
            label: t('nav.allTrunks'),
            icon: <IconPlugConnected {...icon} />,
            run: go(routes.allTrunks()),
          },
        ]
      : []),
    ...(mayBox('mail.read')
      ? [{ id: 'mail', label: t('mail.title'), icon: <IconMail {...icon} />, run: go(routes.mail()) }]
      : []),
    ...(mayBox('price.read')
      ? [{ id: 'prices', label: t('price.title'), icon: <IconCoins {...icon} />, run: go(routes.prices()) }]
      : []),
    { id: 'settings', label: t('nav.settings'), icon: <IconSettings {...icon} />, run: go(routes.settings()) },
  ];
  const acts: Action[] = [
    ...(tenant && may('user.create')
      ? [
          {
            id: 'new-user',
            label: t('palette.newUser'),
            icon: <IconUserPlus {...icon} />,
            run: () => openNewUser(true),
          },
        ]
      : []),
    ...(tenant
      ? [
          {
            id: 'preview',
            label: t('palette.preview'),
            icon: <IconEye {...icon} />,
            run: go(routes.preview(tenant.id)),
          },
        ]
      : []),
    {
      id: 'theme',
      label: t('palette.theme'),
      icon: <IconMoon {...icon} />,
      run: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
    },
  ];
  const places: Action[] = tenants
    .filter((each) => each.id !== tenant?.id)
    .map((each) => ({
      id: each.id,
      label: t('palette.goTenant', { name: each.name }),
      icon: <IconBuilding {...icon} />,
      run: go(routes.users(each.id)),
    }));
  const matches = (actions: readonly Action[]) =>
    actions.filter((a) => a.label.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase())).slice(0, 8);
  const found: Action[] =
    tenant && search !== '' && query.trim() !== ''
      ? (people.data?.rows ?? []).map((u) => ({
          id: u.id,
          label: `${u.name}${u.extension === null ? '' : ` · ${u.extension}`}`,
          icon: <Initials name={u.name} />,
          run: go(routes.user(tenant.id, u.id)),
        }))
      : [];
  const foundNumbers: Action[] =
    tenant && isNumber
      ? (numbers.data?.rows ?? []).map((did) => {
          const number = formatNumber(did.number);
          return {
            id: did.id,
            label: may('did.assign') ? t('palette.assign', { number }) : number,
            icon: <IconDialpad {...icon} />,
            run: go(routes.number(tenant.id, did.id, 'assign')),
          };
        })
      : [];
  const groups = [
    { label: t('palette.users'), actions: found },
    { label: t('nav.numbers'), actions: foundNumbers },
    { label: t('palette.actions'), actions: matches(acts) },
    { label: t('palette.pages'), actions: matches(pages) },
    { label: t('palette.tenants'), actions: matches(places) },
  ].filter((g) => g.actions.length > 0);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      clearQueryOnClose
      attributes={{ content: { 'aria-label': t('frame.palette') } }}
      radius="lg"
      maxHeight={420}
      scrollable
      centered={false}
      yOffset="12vh"
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      transitionProps={{ duration: 80 }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch {...icon} />}
      />
      <Spotlight.ActionsList>
        {groups.length === 0 ? <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty> : null}
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.actions.map((a) => (
              <Spotlight.Action key={a.id} label={a.label} leftSection={a.icon} onClick={a.run} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
