import { ActionIcon, Button, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { UserStatus, UserView } from '@synergycall/domain';
import { DataList, EmptyState, Page, t, type Sort } from '@synergycall/ui';
import {
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconPlus,
  IconSearch,
  IconUsersGroup,
  IconZoomQuestion,
} from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useAlone } from '../../frame/use-alone.ts';
import { useWindow } from '../../frame/window-state.ts';
import { useMay } from '../session/session.ts';
import { userColumns } from './columns.tsx';
import { UserPeek } from './user-peek.tsx';

type Filter = 'all' | UserStatus;
const SORTS = { name: 'name', extension: 'extension', created: 'created' } as const;

/** The tenant's people: searched and sorted by the agent, drawn as far as one can see. */
export function UsersPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const { compactRows, setCompactRows, newUserOpen, setNewUserOpen } = useWindow();
  const isAlone = useAlone(newUserOpen);
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [filter, setFilter] = useState<Filter>('all');
  const [sort, setSort] = useState<Sort>({ column: 'extension', descending: false });
  const [peeked, setPeeked] = useState<UserView>();
  const searchField = useRef<HTMLInputElement>(null);
  const query = useInfiniteQuery(
    trpc.user.list.infiniteQueryOptions(
      {
        tenantId: tenant.id,
        limit: 200,
        sort: SORTS[sort.column as keyof typeof SORTS] ?? 'extension',
        descending: sort.descending,
        ...(search === '' ? {} : { search }),
        ...(filter === 'all' ? {} : { status: filter }),
      },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: 30_000,
      },
    ),
  );
  useHotkeys([
    ['/', (event) => isAlone(event) && searchField.current?.focus()],
    ['n', (event) => isAlone(event) && may('user.create') && setNewUserOpen(true)],
    ['Escape', (event) => isAlone(event) && setPeeked(undefined)],
  ]);
  const columns = useMemo(() => userColumns(), []);
  const state = loadable(query);
  const list = paged(query);
  const { rows, total } = list;
  const isFiltered = search !== '' || filter !== 'all';
  const current = peeked && (rows.find((r) => r.id === peeked.id) ?? peeked);
  const newUser = may('user.create') ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setNewUserOpen(true)} aria-keyshortcuts="n">
      {t('user.new')}
    </Button>
  ) : undefined;
  const empty = isFiltered ? (
    <EmptyState
      icon={<IconZoomQuestion size={28} stroke={1.5} />}
      title={t('user.nothing.title')}
      action={
        <Button
          variant="default"
          onClick={() => {
            setWritten('');
            setFilter('all');
          }}
        >
          {t('user.nothing.clear')}
        </Button>
      }
    >
      {search === '' ? t('user.nothing.filtered') : t('user.nothing.text', { search })}
    </EmptyState>
  ) : (
    <EmptyState icon={<IconUsersGroup size={28} stroke={1.5} />} title={t('user.empty.title')} action={newUser}>
      {t('user.empty.text')}
    </EmptyState>
  );
  const about = isFiltered ? t('user.found', { n: total }) : t('user.count', { n: total });
  return (
    <Page
      fill
      title={t('user.title')}
      about={state.tag === 'ready' && (total > 0 || isFiltered) ? about : '\u00a0'}
      actions={newUser}
    >
      <div className="d-toolbar">
        <TextInput
          ref={searchField}
          className="d-toolbar-search"
          placeholder={t('user.search')}
          aria-label={t('user.search')}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('user.filter')}
          value={filter}
          onChange={(value) => setFilter(value as Filter)}
          data={(['all', 'active', 'suspended', 'deleted'] as const).map((value) => ({
            value,
            label: t(`user.filter.${value}`),
          }))}
        />
        <div className="d-grow" />
        <Tooltip label={compactRows ? t('user.rows.normal') : t('user.rows.compact')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={compactRows ? t('user.rows.normal') : t('user.rows.compact')}
            onClick={() => setCompactRows(!compactRows)}
          >
            {compactRows ? (
              <IconBaselineDensityMedium size={16} stroke={1.6} />
            ) : (
              <IconBaselineDensitySmall size={16} stroke={1.6} />
            )}
          </ActionIcon>
        </Tooltip>
      </div>
      <div className="d-split">
        <div className="d-split-main">
          <DataList
            {...list}
            label={t('user.title')}
            columns={columns}
            rowKey={(u) => u.id}
            compact={compactRows}
            sort={sort}
            onSort={setSort}
            onPick={setPeeked}
            onOpen={(u) => navigate(routes.user(tenant.id, u.id))}
            selectedKey={current?.id}
            state={state}
            onRetry={() => void query.refetch()}
            empty={empty}
          />
        </div>
        {current ? <UserPeek key={current.id} user={current} onClose={() => setPeeked(undefined)} /> : null}
      </div>
    </Page>
  );
}
