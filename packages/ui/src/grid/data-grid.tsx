import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '../messages/t.ts';
import { CHECK, CheckAll, HeaderCell } from './header-cells.tsx';
import { moveFrom } from './move.ts';
import { trackStyle } from './tracks.ts';

export interface Column<Row> {
  id: string;
  header: string;
  /** For columns of buttons: the header is there for screen readers only. */
  hideHeader?: boolean;
  /** A track of CSS grid, such as "96px" or "minmax(160px, 2fr)". */
  width: string;
  sortable?: boolean;
  align?: 'end';
  cell: (row: Row) => ReactNode;
}
export interface Sort {
  column: string;
  descending: boolean;
}
export interface Selection<Row> {
  keys: ReadonlySet<string>;
  /** These rows are chosen from now on, or no longer. */
  onChange: (rows: readonly Row[], chosen: boolean) => void;
  /** How a screen reader calls a row. */
  nameOf: (row: Row) => string;
}
export interface DataGridProps<Row> {
  /** Names the grid for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** How many there are in all, when not all are loaded. */
  total?: number;
  compact?: boolean;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Enter or a double click on a row; a click too, unless `onPick` takes it. */
  onOpen?: (row: Row) => void;
  /** A click on a row, and every move of the active row while one is selected: for a side panel. */
  onPick?: (row: Row) => void;
  selectedKey?: string | undefined;
  /** Many rows can be chosen: by checkbox, Shift for a range, Space on the active row. */
  selection?: Selection<Row>;
  /** Called when the end of what is loaded comes near. */
  onNearEnd?: () => void;
  loadingMore?: boolean;
}

/**
 * The list: sticky header, virtual rows of 36 px (28 compact), sorted by the agent. One tab stop; arrows, Page Up/Down,
 * Home and End move, Enter opens, Space chooses where many can be. Rows that are not drawn do not exist in the DOM; `aria-rowcount` and `aria-rowindex` tell
 * screen readers where they are.
 */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const lastChosen = useRef(0);
  const { selection } = props;
  const id = useId();
  const height = props.compact ? 28 : 36;
  const count = props.rows.length;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    // The sticky header covers the first 32 px of the scroller.
    scrollPaddingStart: 32,
    onChange: (v) => {
      const last = v.range?.endIndex ?? 0;
      if (count > 0 && last >= count - 20) props.onNearEnd?.();
    },
  });
  const items = virtual.getVirtualItems();
  const focusIndex = Math.min(active, Math.max(0, count - 1));
  const isDrawn = items.some((item) => item.index === focusIndex);
  const choose = (index: number, chosen: boolean, isRange: boolean) => {
    const from = isRange ? Math.min(lastChosen.current, index) : index;
    const to = isRange ? Math.max(lastChosen.current, index) : index;
    lastChosen.current = index;
    setActive(index);
    selection?.onChange(props.rows.slice(from, to + 1), chosen);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== scroller.current) return;
    const row = props.rows[focusIndex];
    if (event.key === 'Enter' && row !== undefined) {
      event.preventDefault();
      props.onOpen?.(row);
      return;
    }
    if (event.key === ' ' && row !== undefined && selection) {
      event.preventDefault();
      choose(focusIndex, !selection.keys.has(props.rowKey(row)), event.shiftKey);
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current.clientHeight - 32) / height) - 1);
    const to = moveFrom(focusIndex, event.key, { count, page });
    if (to === undefined) return;
    event.preventDefault();
    setActive(to);
    virtual.scrollToIndex(to, { align: 'auto' });
    const target = props.rows[to];
    if (props.selectedKey !== undefined && target !== undefined) props.onPick?.(target);
  };
  const template = trackStyle(selection ? [CHECK, ...props.columns] : props.columns);
  const shift = selection ? 1 : 0;
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={props.compact ? 'sc-grid sc-grid-compact' : 'sc-grid'}
      aria-label={props.label}
      aria-rowcount={(props.total ?? count) + 1}
      aria-colcount={props.columns.length + shift}
      aria-multiselectable={selection ? true : undefined}
      aria-activedescendant={count > 0 && isDrawn ? `${id}-${focusIndex}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="sc-grid-head">
        <div role="row" aria-rowindex={1} className="sc-grid-row sc-grid-header" style={template}>
          {selection ? <CheckAll rows={props.rows} rowKey={props.rowKey} selection={selection} /> : null}
          {props.columns.map((column) => (
            <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="sc-grid-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = props.rows[item.index];
          if (row === undefined) return null;
          const key = props.rowKey(row);
          const pick = () => {
            setActive(item.index);
            (props.onPick ?? props.onOpen)?.(row);
          };
          return (
            <div
              key={key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={selection ? selection.keys.has(key) : key === props.selectedKey}
              data-shown={key === props.selectedKey || undefined}
              data-active={item.index === focusIndex || undefined}
              className="sc-grid-row sc-grid-data"
              style={{ ...template, height, transform: `translateY(${item.start}px)` }}
              onClick={pick}
              onDoubleClick={() => props.onOpen?.(row)}
            >
              {selection ? (
                // A click beside the box chooses too, and is none on the row.
                <div
                  role="gridcell"
                  aria-colindex={1}
                  className="sc-cell sc-cell-check"
                  onClick={(event) => {
                    event.stopPropagation();
                    choose(item.index, !selection.keys.has(key), event.shiftKey);
                  }}
                  onDoubleClick={(event) => event.stopPropagation()}
                >
                  <Checkbox
                    size="xs"
                    tabIndex={-1}
                    aria-label={t('grid.select', { name: selection.nameOf(row) })}
                    checked={selection.keys.has(key)}
                    readOnly
                  />
                </div>
              ) : null}
              {props.columns.map((column, i) => (
                <div
                  key={column.id}
                  role="gridcell"
                  aria-colindex={i + 1 + shift}
                  className={column.align === 'end' ? 'sc-cell sc-cell-end' : 'sc-cell'}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {props.loadingMore ? (
        <div className="sc-grid-more" role="presentation">
          {t('grid.loadingMore')}
        </div>
      ) : null}
    </div>
  );
}
