import { Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { t } from '../messages/t.ts';
import type { Column, Selection, Sort } from './data-grid.tsx';

/** The track of the boxes that choose rows. */
export const CHECK = { width: '44px' };

/** Chooses all rows that are here, or none. */
export function CheckAll<Row>(props: {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  selection: Selection<Row>;
}) {
  const { rows, selection } = props;
  const chosen = rows.filter((row) => selection.keys.has(props.rowKey(row))).length;
  const isAll = chosen > 0 && chosen === rows.length;
  return (
    <div role="columnheader" className="sc-cell sc-cell-check">
      <Checkbox
        size="xs"
        aria-label={t('grid.selectAll', { n: rows.length })}
        checked={isAll}
        indeterminate={chosen > 0 && !isAll}
        onChange={() => selection.onChange(rows, !isAll)}
      />
    </div>
  );
}

export function HeaderCell<Row>(props: {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}) {
  const { column, sort, onSort } = props;
  const isSorted = sort?.column === column.id;
  const className = column.align === 'end' ? 'sc-cell sc-cell-end' : 'sc-cell';
  if (column.sortable !== true || onSort === undefined)
    return (
      <div role="columnheader" className={className}>
        {column.hideHeader ? <span className="sc-visually-hidden">{column.header}</span> : column.header}
      </div>
    );
  const Arrow = sort?.descending === true ? IconArrowDown : IconArrowUp;
  const direction = sort?.descending === true ? 'descending' : 'ascending';
  return (
    <div role="columnheader" className={className} aria-sort={isSorted ? direction : 'none'}>
      <button
        type="button"
        className="sc-grid-sort"
        title={t('grid.sortBy', { column: column.header })}
        onClick={() => onSort({ column: column.id, descending: isSorted && !sort.descending })}
      >
        {column.header}
        {isSorted ? <Arrow size={13} stroke={2} aria-hidden /> : null}
      </button>
    </div>
  );
}
