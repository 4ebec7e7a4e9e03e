import { useQuery } from '@tanstack/react-query';
import { t } from '@synergycall/ui';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { NewTrunk } from './new-trunk.tsx';
import { TrunkScreen } from './trunk-screen.tsx';
import { byId, LIST_EVERY, LIVE_EVERY } from './live-trunks.ts';

/** A tenant's trunks, and those of the box as it may see them (US8). */
export function TrunksPage({ id, act }: { id: string | undefined; act: string | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const input = { tenantId: tenant.id };
  const query = useQuery(trpc.trunk.list.queryOptions(input, { refetchInterval: LIST_EVERY }));
  const live = useQuery(trpc.trunk.live.queryOptions(input, { refetchInterval: LIVE_EVERY }));
  const mayMake = may('trunk.create');
  return (
    <TrunkScreen
      title={t('trunk.title')}
      isAll={false}
      rows={query.data?.rows ?? []}
      state={loadable(query)}
      onRetry={() => void query.refetch()}
      live={useMemo(() => byId(live.data), [live.data])}
      shownId={id}
      isEditing={act === 'edit'}
      onOpen={(to, how) =>
        navigate(to === undefined ? routes.trunks(tenant.id) : routes.trunk(tenant.id, to, how), { replace: true })
      }
      making={
        mayMake
          ? (panel) => <NewTrunk tenantId={tenant.id} timezone={tenant.timezone} owners={[]} {...panel} />
          : undefined
      }
      emptyText={mayMake ? t('trunk.empty.text') : t('trunk.empty.look')}
    />
  );
}
