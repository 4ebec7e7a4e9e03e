import { useQuery } from '@tanstack/react-query';
import { t } from '@synergycall/ui';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useMay } from '../session/session.ts';
import { BoxPending } from './box-pending.tsx';
import { NewTrunk } from './new-trunk.tsx';
import { TrunkScreen } from './trunk-screen.tsx';
import { byId, LIST_EVERY, LIVE_EVERY } from './live-trunks.ts';

/** All trunks: those of the box and those of its tenants, for platform admins (US8). */
export function AllTrunksPage({ id, act }: { id: string | undefined; act: string | undefined }) {
  const trpc = useTRPC();
  const mayBox = useMay(null);
  const [, navigate] = useLocation();
  const query = useQuery(trpc.trunk.listAll.queryOptions(undefined, { refetchInterval: LIST_EVERY }));
  const live = useQuery(trpc.trunk.liveAll.queryOptions(undefined, { refetchInterval: LIVE_EVERY }));
  const tenants = useQuery(trpc.tenant.list.queryOptions(undefined, { staleTime: 15_000 }));
  return (
    <TrunkScreen
      title={t('trunk.title.all')}
      isAll
      rows={query.data?.rows ?? []}
      state={loadable(query)}
      onRetry={() => void query.refetch()}
      live={useMemo(() => byId(live.data), [live.data])}
      shownId={id}
      isEditing={act === 'edit'}
      onOpen={(to, how) =>
        navigate(to === undefined ? routes.allTrunks() : routes.anyTrunk(to, how), { replace: true })
      }
      making={
        mayBox('trunk.manage-all')
          ? (panel) => (
              <NewTrunk
                tenantId={null}
                timezone={Intl.DateTimeFormat().resolvedOptions().timeZone}
                owners={tenants.data?.rows ?? []}
                {...panel}
              />
            )
          : undefined
      }
      notice={mayBox('apply.start-all') ? <BoxPending /> : null}
      emptyText={t('trunk.empty.all')}
    />
  );
}
