import { Button, Select } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { DidView, TenantId } from '@synergycall/domain';
import { EmptyState, Page, t } from '@synergycall/ui';
import { IconPackages, IconPlus, IconUpload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useAlone } from '../../frame/use-alone.ts';
import { ActButton } from '../history/act-button.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { inventoryColumns } from './did-columns.tsx';
import { DidList } from './did-list.tsx';
import { ExportMenu } from './export-menu.tsx';
import { InventoryDialogs, type InventoryAsked } from './inventory-dialogs.tsx';
import { InventoryPeek } from './inventory-peek.tsx';
import { NewNumber } from './new-number.tsx';
import { useInventoryActs } from './use-inventory-acts.ts';
import { didPaging, useDidFilters } from './use-did-filters.ts';
import { useSelection } from './use-selection.ts';

const NOBODY = 'nobody';
const ALL = 'all';

/** All numbers of the box (US9): made, imported, given to tenants and taken back. */
export function InventoryPage() {
  const trpc = useTRPC();
  const [, navigate] = useLocation();
  const filters = useDidFilters();
  const acts = useInventoryActs();
  const [owner, setOwner] = useState<string | null>(null);
  const [shownDid, setShown] = useState<DidView>();
  const [isMaking, setMaking] = useState(false);
  const [asked, setAsked] = useState<InventoryAsked>();
  const tenantQuery = useQuery(trpc.tenant.list.queryOptions(undefined, { staleTime: 15_000 }));
  const tenants = useMemo(() => tenantQuery.data?.rows ?? [], [tenantQuery.data]);
  const inTenant = owner === null ? undefined : owner === NOBODY ? null : (owner as TenantId);
  const query = useInfiniteQuery(
    trpc.did.inventory.infiniteQueryOptions(
      { ...filters.input, ...(inTenant === undefined ? {} : { inTenant }) },
      didPaging,
    ),
  );
  const list = paged(query);
  const state = loadable(query);
  const { selection, chosen, clear } = useSelection(list.rows);
  const shown = shownDid && (list.rows.find((each) => each.id === shownDid.id) ?? shownDid);
  const fallbacks = useMemo(
    () => new Map(tenants.map((each) => [each.id as string, each.defaultDestination])),
    [tenants],
  );
  const fallbackOf = (did: DidView) => fallbacks.get(did.tenantId ?? '') ?? null;
  const isAlone = useAlone(isMaking || asked !== undefined);
  useHotkeys([
    ['n', (event) => isAlone(event) && setMaking(true)],
    ['Escape', (event) => isAlone(event) && (shown ? setShown(undefined) : clear())],
  ]);
  const count = (status: DidView['status']) => chosen.filter((each) => each.status === status).length;
  const owned = chosen.length - count('free');
  const newNumber = (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)} aria-keyshortcuts="n">
      {t('inventory.new')}
    </Button>
  );
  const isFiltered = filters.isFiltered || owner !== null;
  return (
    <Page
      fill
      title={t('inventory.title')}
      about={
        state.tag === 'ready' && list.total > 0 && !isFiltered ? t('inventory.count', { n: list.total }) : '\u00a0'
      }
      actions={
        <>
          <ExportMenu inTenant={inTenant} />
          <Button
            variant="default"
            leftSection={<IconUpload size={15} stroke={1.75} />}
            onClick={() => navigate(routes.importNumbers())}
          >
            {t('inventory.import')}
          </Button>
          {newNumber}
        </>
      }
    >
      <DidList
        label={t('inventory.title')}
        filters={filters}
        statuses={['free', 'allocated', 'assigned']}
        providers={query.data?.pages[0]?.providers ?? []}
        filter={
          <Select
            size="xs"
            className="d-toolbar-select"
            aria-label={t('inventory.filter.tenant')}
            searchable
            selectFirstOptionOnChange
            allowDeselect={false}
            nothingFoundMessage={t('frame.noTenantFound')}
            limit={100}
            value={owner ?? ALL}
            onChange={(value) => setOwner(value === ALL ? null : value)}
            data={[
              { value: ALL, label: t('inventory.filter.tenant.all') },
              { value: NOBODY, label: t('inventory.ofNobody') },
              ...tenants.map((each) => ({ value: each.id as string, label: each.name })),
            ]}
          />
        }
        isFiltered={owner !== null}
        onClear={() => setOwner(null)}
        list={list}
        state={state}
        onRetry={() => void query.refetch()}
        columns={(width) => inventoryColumns(fallbackOf, width)}
        selection={selection}
        shownId={shown?.id}
        onPick={setShown}
        onOpen={setShown}
        bulk={
          <BulkBar chosen={chosen} onClear={clear}>
            <ActButton
              size="xs"
              whyNot={owned > 0 ? t('inventory.bulk.owned', { n: owned }) : undefined}
              onClick={() => setAsked({ act: 'allocate', dids: chosen })}
            >
              {t('inventory.allocate')}
            </ActButton>
            <ActButton
              size="xs"
              variant="default"
              whyNot={
                count('assigned') > 0
                  ? t('did.bulk.assignedFirst', { n: count('assigned') })
                  : owned === 0
                    ? t('inventory.bulk.noneOwned')
                    : undefined
              }
              onClick={() => setAsked({ act: 'takeBack', dids: chosen })}
            >
              {t('inventory.takeBack')}
            </ActButton>
            <ActButton
              size="xs"
              variant="default"
              whyNot={owned > 0 ? t('inventory.bulk.owned', { n: owned }) : undefined}
              onClick={() => setAsked({ act: 'remove', dids: chosen })}
            >
              {t('inventory.remove')}
            </ActButton>
          </BulkBar>
        }
        empty={
          <EmptyState
            icon={<IconPackages size={28} stroke={1.5} />}
            title={t('inventory.empty.title')}
            action={
              <Button
                leftSection={<IconUpload size={15} stroke={1.75} />}
                onClick={() => navigate(routes.importNumbers())}
              >
                {t('inventory.empty.import')}
              </Button>
            }
          >
            {t('inventory.empty.text')}
          </EmptyState>
        }
        peek={
          shown ? (
            <InventoryPeek
              key={shown.id}
              did={shown}
              fallback={fallbackOf(shown)}
              onAct={(act) => setAsked({ act, dids: [shown] })}
              onClose={() => setShown(undefined)}
            />
          ) : null
        }
      />
      {isMaking ? (
        <NewNumber
          onClose={() => setMaking(false)}
          onMade={(did) => {
            setMaking(false);
            setShown(did);
          }}
        />
      ) : null}
      <InventoryDialogs
        asked={asked}
        tenants={tenants}
        acts={acts}
        onClose={() => setAsked(undefined)}
        onDone={(act) => {
          clear();
          if (act === 'remove') setShown(undefined);
        }}
      />
    </Page>
  );
}
