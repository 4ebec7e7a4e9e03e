import { ActionIcon, SegmentedControl, Select, TextInput, Tooltip } from '@mantine/core';
import { useElementSize, useHotkeys } from '@mantine/hooks';
import type { DidStatus, DidView } from '@synergycall/domain';
import { DataList, t, type Column, type Loadable, type Selection } from '@synergycall/ui';
import { IconBaselineDensityMedium, IconBaselineDensitySmall, IconSearch } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { useWindow } from '../../frame/window-state.ts';
import { NoMatch } from './no-match.tsx';
import type { DidFilters } from './use-did-filters.ts';

interface Props {
  label: string;
  filters: DidFilters;
  statuses: readonly DidStatus[];
  providers: readonly string[];
  /** More filters, after those of every list of numbers. */
  filter?: ReactNode;
  /** A filter of `filter` is set. */
  isFiltered?: boolean;
  onClear?: () => void;
  list: {
    rows: readonly DidView[];
    total: number;
    loadingMore: boolean;
    onNearEnd: () => void;
  };
  state: Loadable<unknown>;
  onRetry: () => void;
  columns: (width: number) => readonly Column<DidView>[];
  /** Absent: nothing can be done with many. */
  selection: Selection<DidView> | undefined;
  /** What can be done with those that are chosen. */
  bulk: ReactNode;
  shownId: string | undefined;
  onPick: (did: DidView) => void;
  onOpen: (did: DidView) => void;
  empty: ReactNode;
  peek: ReactNode;
}

/** No provider is called that: it would be no name. */
const ALL = '';

/** A list of numbers under its search and filters, with what is chosen above it and one number beside it. */
export function DidList(props: Props) {
  const { filters } = props;
  const { compactRows, setCompactRows } = useWindow();
  const searchField = useRef<HTMLInputElement>(null);
  const { ref, width } = useElementSize();
  useHotkeys([['/', () => searchField.current?.focus()]]);
  const density = compactRows ? t('user.rows.normal') : t('user.rows.compact');
  const isFiltered = filters.isFiltered || props.isFiltered === true;
  return (
    <>
      <div className="d-toolbar">
        <TextInput
          ref={searchField}
          className="d-toolbar-search"
          placeholder={t('did.search')}
          aria-label={t('did.search')}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={filters.written}
          onChange={(event) => filters.setWritten(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('did.filter.status')}
          value={filters.status}
          onChange={(value) => filters.setStatus(value as DidStatus | 'all')}
          data={(['all', ...props.statuses] as const).map((value) => ({ value, label: t(`did.filter.${value}`) }))}
        />
        {props.filter}
        {props.providers.length === 0 && filters.provider === null ? null : (
          <Select
            size="xs"
            className="d-toolbar-select"
            aria-label={t('did.filter.provider')}
            allowDeselect={false}
            value={filters.provider ?? ALL}
            onChange={(value) => filters.setProvider(value === ALL ? null : value)}
            data={[
              { value: ALL, label: t('did.filter.provider.all') },
              ...[...new Set([...props.providers, ...(filters.provider === null ? [] : [filters.provider])])].map(
                (value) => ({ value, label: value }),
              ),
            ]}
          />
        )}
        <div className="d-grow" />
        <span className="sc-dim" role="status">
          {props.state.tag === 'ready' && isFiltered ? t('did.found', { n: props.list.total }) : ''}
        </span>
        <Tooltip label={density}>
          <ActionIcon variant="subtle" color="gray" aria-label={density} onClick={() => setCompactRows(!compactRows)}>
            {compactRows ? (
              <IconBaselineDensityMedium size={16} stroke={1.6} />
            ) : (
              <IconBaselineDensitySmall size={16} stroke={1.6} />
            )}
          </ActionIcon>
        </Tooltip>
      </div>
      {props.bulk}
      <div className="d-split d-split-over">
        <div className="d-split-main" ref={ref}>
          <DataList
            {...props.list}
            label={props.label}
            columns={props.columns(width)}
            rowKey={(did) => did.id}
            compact={compactRows}
            sort={filters.sort}
            onSort={filters.setSort}
            onPick={props.onPick}
            onOpen={props.onOpen}
            selectedKey={props.shownId}
            {...(props.selection === undefined ? {} : { selection: props.selection })}
            state={props.state}
            onRetry={props.onRetry}
            empty={
              isFiltered ? (
                <NoMatch
                  search={filters.search}
                  onClear={() => {
                    filters.clear();
                    props.onClear?.();
                  }}
                />
              ) : (
                props.empty
              )
            }
          />
        </div>
        {props.peek}
      </div>
    </>
  );
}
