import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { JobView } from '@synergycall/domain';
import { DataList, EmptyState, Page, t } from '@synergycall/ui';
import {
  IconArrowBackUp,
  IconFileDiff,
  IconGitCompare,
  IconHistory,
  IconSearch,
  IconZoomQuestion,
} from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useIsWide } from '../../frame/use-is-wide.ts';
import { useWindow } from '../../frame/window-state.ts';
import { ActButton } from './act-button.tsx';
import { historyColumns } from './history-columns.tsx';
import { FILTERS, type Filter } from './history-words.ts';
import { useWhyNot } from './why-not.ts';

/** Rows a page; a window that was scrolled further than two pages is no longer asked anew by the clock. */
const PAGE = 100;
const paging = {
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
  placeholderData: keepPreviousData,
  refetchInterval: (q: { state: { data: { pages: readonly unknown[] } | undefined } }) =>
    (q.state.data?.pages.length ?? 0) > 2 ? (false as const) : 15_000,
};

/** What the list is asked for. */
function useFilters() {
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [filter, setFilter] = useState<Filter>('all');
  const input = {
    limit: PAGE,
    ...(search === '' ? {} : { search }),
    ...(filter === 'all' ? {} : { statuses: [...FILTERS[filter]] }),
  };
  const clear = () => {
    setWritten('');
    setFilter('all');
  };
  return {
    written,
    setWritten,
    search,
    filter,
    setFilter,
    input,
    clear,
    isFiltered: search !== '' || filter !== 'all',
  };
}
type Filters = ReturnType<typeof useFilters>;

/** Every apply of the tenant, newest first; a row leads to its steps and changes. */
export function HistoryPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const filters = useFilters();
  const query = useInfiniteQuery(
    trpc.applies.jobs.infiniteQueryOptions({ tenantId: tenant.id, ...filters.input }, paging),
  );
  return (
    <Page
      fill
      title={t('apply.history.title')}
      about={t('apply.history.about', { tenant: tenant.name })}
      actions={
        <Button
          variant="default"
          leftSection={<IconGitCompare size={15} stroke={1.75} />}
          onClick={() => navigate(routes.compare(tenant.id))}
        >
          {t('history.compareAny')}
        </Button>
      }
    >
      <History query={query} filters={filters} tenantId={tenant.id} />
    </Page>
  );
}

/** Every apply of every tenant and of the box, for platform admins. */
export function AllHistoryPage() {
  const trpc = useTRPC();
  const [, navigate] = useLocation();
  const filters = useFilters();
  const whyNot = useWhyNot('history.restore-all', null);
  const query = useInfiniteQuery(trpc.applies.allJobs.infiniteQueryOptions(filters.input, paging));
  return (
    <Page
      fill
      title={t('history.all.title')}
      about={t('history.all.about')}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconFileDiff size={15} stroke={1.75} />}
            onClick={() => navigate(routes.boxDrift())}
          >
            {t('drift.box.title')}
          </Button>
          <ActButton
            variant="default"
            leftSection={<IconArrowBackUp size={15} stroke={1.75} />}
            whyNot={whyNot}
            onClick={() => navigate(routes.restoreAll())}
          >
            {t('history.restoreAll')}
          </ActButton>
        </>
      }
    >
      <History query={query} filters={filters} tenantId={null} />
    </Page>
  );
}

type JobsQuery = Parameters<typeof paged<JobView>>[0] & { error: unknown; refetch: () => Promise<unknown> };

/** The list under its search and filters; `tenantId` null: of all tenants. */
function History({ query, filters, tenantId }: { query: JobsQuery; filters: Filters; tenantId: string | null }) {
  const [, navigate] = useLocation();
  const isAll = tenantId === null;
  const compact = useWindow((s) => s.compactRows);
  const searchField = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => searchField.current?.focus()]]);
  const isWide = useIsWide();
  const whyNotHere = useWhyNot('history.restore', tenantId);
  const columns = useMemo(
    () =>
      historyColumns(
        { isAll, isWide },
        {
          open: (job) => navigate(routeOf(job)),
          compareNow: (job, version) => job.tenantId && navigate(routes.compare(job.tenantId, version, 'model')),
          restore: (job, version) => job.tenantId && navigate(routes.restore(job.tenantId, version)),
          whyNotRestore: () => whyNotHere,
        },
      ),
    [isAll, isWide, navigate, whyNotHere],
  );
  const list = paged(query);
  const state = loadable(query);
  return (
    <>
      <div className="d-toolbar">
        <TextInput
          ref={searchField}
          className="d-toolbar-search"
          placeholder={t(isAll ? 'history.searchAll' : 'history.search')}
          aria-label={t(isAll ? 'history.searchAll' : 'history.search')}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={filters.written}
          onChange={(event) => filters.setWritten(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('history.filter')}
          value={filters.filter}
          onChange={(value) => filters.setFilter(value as Filter)}
          data={(Object.keys(FILTERS) as Filter[]).map((value) => ({ value, label: t(`history.filter.${value}`) }))}
        />
        <span className="sc-dim" role="status">
          {state.tag === 'ready' && (list.total > 0 || filters.isFiltered)
            ? t(filters.isFiltered ? 'history.found' : 'history.count', { n: list.total })
            : ''}
        </span>
      </div>
      <div className="d-split">
        <div className="d-split-main">
          <DataList
            {...list}
            label={t(isAll ? 'history.all.title' : 'apply.history.title')}
            columns={columns}
            rowKey={(j) => j.id}
            compact={compact}
            onOpen={(j) => navigate(routeOf(j))}
            state={state}
            onRetry={() => void query.refetch()}
            empty={filters.isFiltered ? <NoMatch filters={filters} /> : <NoApply isAll={isAll} />}
          />
        </div>
      </div>
    </>
  );
}

const routeOf = (job: JobView): string =>
  job.tenantId === null ? routes.boxJob(job.id) : routes.job(job.tenantId, job.id);

function NoMatch({ filters }: { filters: Filters }) {
  return (
    <EmptyState
      icon={<IconZoomQuestion size={28} stroke={1.5} />}
      title={t('history.nothing.title')}
      action={
        <Button variant="default" onClick={filters.clear}>
          {t('history.nothing.clear')}
        </Button>
      }
    >
      {filters.search === '' ? t('history.nothing.filtered') : t('history.nothing.text', { search: filters.search })}
    </EmptyState>
  );
}

function NoApply({ isAll }: { isAll: boolean }) {
  return (
    <EmptyState icon={<IconHistory size={28} stroke={1.5} />} title={t('apply.history.empty.title')}>
      {isAll ? null : t('apply.history.empty.text')}
    </EmptyState>
  );
}
