import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { LimitAlertView } from '@synergycall/domain';
import { Note, RelativeTime, formatNumber, t } from '@synergycall/ui';
import { IconShieldExclamation } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';

/** In ms: as long as an alert is shown, and how often it is asked for. */
const SHOWN = 86_400_000;
const EVERY = 15_000;
/** In the order in which they are shown. */
const TITLES = {
  'spend-reached': 'alert.limit.spendReached',
  'a-minute': 'alert.limit.minute',
  'at-once': 'alert.limit.atOnce',
  'denied-country': 'alert.limit.country',
  'spend-near': 'alert.limit.spendNear',
} as const satisfies Record<LimitAlertView['kind'], string>;

/** What one has to look at: limits and the day's cost stand on one page, what is denied is a rule's. */
const ABOUT = {
  'a-minute': 'limit',
  'at-once': 'limit',
  'spend-near': 'spend',
  'spend-reached': 'spend',
  'denied-country': 'country',
} as const satisfies Record<LimitAlertView['kind'], string>;

/** Limits that stopped calls within a day, the newest of each kind; nothing where there is none. */
export function LimitAlerts() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id)('alert.read');
  const mayLook = useMay(tenant.id)('spending.read');
  const { data, dataUpdatedAt } = useQuery(
    trpc.alert.list.queryOptions({ tenantId: tenant.id, limit: 50 }, { enabled: may, refetchInterval: EVERY }),
  );
  const { data: today } = useQuery(
    trpc.spending.today.queryOptions({ tenantId: tenant.id }, { enabled: mayLook, refetchInterval: EVERY }),
  );
  const isLifted = (today?.lifted ?? null) !== null;
  const since = dataUpdatedAt - SHOWN;
  const recent = (data?.rows ?? []).filter(
    // Whoever lifted the limit has seen that it was reached, and it stops nothing today.
    ({ at, kind }) => Date.parse(at) > since && !(isLifted && ABOUT[kind] === 'spend'),
  );
  // Who has reached the limit came near it before.
  const isReached = recent.some(({ kind }) => kind === 'spend-reached');
  const newest = Object.keys(TITLES).flatMap((kind) => recent.find((alert) => alert.kind === kind) ?? []);
  const shown = newest.filter(({ kind }) => kind !== 'spend-near' || !isReached);
  if (newest.length === 0) return null;
  return (
    <div className="d-limit-alerts" role="status">
      {shown.map((alert) => (
        <LimitAlert key={alert.kind} alert={alert} />
      ))}
    </div>
  );
}

const WAYS = { limit: routes.outbound, spend: routes.outbound, country: routes.policies } as const;

function LimitAlert({ alert: { kind, number, at } }: { alert: LimitAlertView }) {
  const tenant = useTenant();
  const about = ABOUT[kind];
  return (
    <Note
      tone={kind === 'spend-near' ? 'pending' : 'failed'}
      icon={<IconShieldExclamation size={16} stroke={1.75} />}
      title={t(TITLES[kind])}
    >
      {t('alert.limit.last', { number: formatNumber(number) })} <RelativeTime at={at} />. {t(`alert.${about}.todo`)}{' '}
      <Anchor component={Link} href={WAYS[about](tenant.id)} underline="always">
        {t(`alert.${about}.open`)}
      </Anchor>
    </Note>
  );
}
