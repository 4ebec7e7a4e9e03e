import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { DidId, DidView } from '@synergycall/domain';
import { ConfirmDialog, EmptyState, Page, t } from '@synergycall/ui';
import { IconDialpad } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useAlone } from '../../frame/use-alone.ts';
import { ActButton } from '../history/act-button.tsx';
import { useMay } from '../session/session.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { DefaultLine } from './default-line.tsx';
import { numberColumns } from './did-columns.tsx';
import { DidList } from './did-list.tsx';
import { DidPeek } from './did-peek.tsx';
import { MissingPeek } from './missing-peek.tsx';
import { useDidActs } from './use-did-acts.ts';
import { didPaging, useDidFilters } from './use-did-filters.ts';
import { useSelection } from './use-selection.ts';

type Asked = { tag: 'assign' | 'return'; dids: readonly DidView[] };

/** The tenant's numbers (US9, FR-107): found, assigned, given back; one of them beside the list. */
export function NumbersPage({ id, act }: { id: string | undefined; act: string | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const mayBox = useMay(null);
  const [, navigate] = useLocation();
  const filters = useDidFilters();
  const acts = useDidActs(tenant.id);
  const [asked, setAsked] = useState<Asked>();
  const query = useInfiniteQuery(
    trpc.did.list.infiniteQueryOptions({ tenantId: tenant.id, ...filters.input }, didPaging),
  );
  const list = paged(query);
  const state = loadable(query);
  const { selection, chosen, clear } = useSelection(list.rows);
  const inList = list.rows.find((each) => each.id === id);
  const single = useQuery(
    trpc.did.get.queryOptions(
      { tenantId: tenant.id, id: (id ?? '') as DidId },
      { enabled: id !== undefined && state.tag === 'ready' && inList === undefined },
    ),
  );
  const shown = inList ?? (id === undefined ? undefined : single.data);
  const open = (did: DidView, how?: 'assign') => navigate(routes.number(tenant.id, did.id, how), { replace: true });
  const close = () => navigate(routes.numbers(tenant.id), { replace: true });
  const mayAssign = may('did.assign');
  const assign = (dids: readonly DidView[]) => {
    if (mayAssign && dids.length > 0) setAsked({ tag: 'assign', dids });
  };
  const isAlone = useAlone(asked !== undefined);
  const assignNext = () => (chosen.length > 0 ? assign(chosen) : shown && mayAssign && open(shown, 'assign'));
  useHotkeys([
    ['n', (event) => isAlone(event) && assignNext()],
    ['Escape', (event) => isAlone(event) && (id === undefined ? clear() : close())],
  ]);
  const assigned = chosen.filter((each) => each.status === 'assigned');
  const isReady = state.tag === 'ready' && (list.total > 0 || filters.isFiltered);
  return (
    <Page
      fill
      title={t('did.title')}
      about={isReady && !filters.isFiltered ? t('did.count', { n: list.total }) : '\u00a0'}
      actions={mayAssign ? undefined : <span className="sc-dim d-look-only">{t('did.lookOnly')}</span>}
    >
      <DefaultLine tenant={tenant} />
      <DidList
        label={t('did.title')}
        filters={filters}
        statuses={['assigned', 'allocated']}
        providers={query.data?.pages[0]?.providers ?? []}
        list={list}
        state={state}
        onRetry={() => void query.refetch()}
        columns={(width) => numberColumns(tenant.defaultDestination, width)}
        selection={mayAssign ? selection : undefined}
        shownId={shown?.id}
        onPick={(did) => open(did)}
        onOpen={(did) => open(did, 'assign')}
        bulk={
          <BulkBar chosen={chosen} onClear={clear}>
            <Button size="xs" onClick={() => assign(chosen)} aria-keyshortcuts="n">
              {t('did.bulk.assign')}
            </Button>
            <ActButton
              size="xs"
              variant="default"
              whyNot={assigned.length === 0 ? t('did.bulk.noneAssigned') : undefined}
              onClick={() => void acts.assign(assigned, null).then((done) => done && clear())}
            >
              {t('did.unassign')}
            </ActButton>
            {may('did.return') ? (
              <ActButton
                size="xs"
                variant="default"
                whyNot={assigned.length > 0 ? t('did.bulk.assignedFirst', { n: assigned.length }) : undefined}
                onClick={() => setAsked({ tag: 'return', dids: chosen })}
              >
                {t('did.bulk.return')}
              </ActButton>
            ) : null}
          </BulkBar>
        }
        empty={
          <EmptyState
            icon={<IconDialpad size={28} stroke={1.5} />}
            title={t('did.empty.title')}
            action={
              mayBox('did.inventory') ? (
                <Button onClick={() => navigate(routes.inventory())}>{t('did.empty.inventory')}</Button>
              ) : undefined
            }
          >
            {mayBox('did.inventory') ? t('did.empty.text.platform') : t('did.empty.text')}
          </EmptyState>
        }
        peek={
          shown ? (
            <DidPeek
              key={`${shown.id}-${act ?? ''}`}
              did={shown}
              fallback={tenant.defaultDestination}
              acts={acts}
              focusAssign={act === 'assign'}
              onReturn={() => setAsked({ tag: 'return', dids: [shown] })}
              onClose={close}
            />
          ) : id !== undefined && single.isError ? (
            <MissingPeek name={t('did.missing')} error={single.error} onClose={close} />
          ) : null
        }
      />
      {asked?.tag === 'assign' ? (
        <AssignDialog
          tenantId={tenant.id}
          dids={asked.dids}
          onClose={() => setAsked(undefined)}
          onAssign={(target) => {
            setAsked(undefined);
            void acts.assign(asked.dids, target).then((done) => done && clear());
          }}
        />
      ) : null}
      <ConfirmDialog
        open={asked?.tag === 'return'}
        title={t('did.return.title', { n: asked?.dids.length ?? 0 })}
        confirm={t('did.return')}
        danger
        onClose={() => setAsked(undefined)}
        onConfirm={() => {
          const dids = asked?.dids ?? [];
          setAsked(undefined);
          void acts.giveBack(dids).then((done) => {
            if (!done) return;
            clear();
            close();
          });
        }}
      >
        {mayBox('did.allocate') ? t('did.return.text.platform') : t('did.return.text')}
      </ConfirmDialog>
    </Page>
  );
}
