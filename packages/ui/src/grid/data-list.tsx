import type { ReactNode } from 'react';
import { FailureState, type Loadable } from '../states/panels.tsx';
import { DataGrid, type DataGridProps } from './data-grid.tsx';
import { CHECK } from './header-cells.tsx';
import { GridSkeleton } from './grid-skeleton.tsx';

export interface DataListProps<Row> extends DataGridProps<Row> {
  /** Where the rows' fetching stands; `rows` are what came of it. */
  state: Loadable<unknown>;
  onRetry: () => void;
  /** What an empty list teaches. */
  empty: ReactNode;
}

/** A list in each of its states: a skeleton of itself, a failure in its place with a retry, what it teaches when empty, its rows. */
export function DataList<Row>({ state, onRetry, empty, ...grid }: DataListProps<Row>) {
  switch (state.tag) {
    case 'loading':
      return (
        <GridSkeleton
          columns={grid.selection ? [{ id: 'check', header: '', ...CHECK }, ...grid.columns] : grid.columns}
          compact={grid.compact ?? false}
        />
      );
    case 'failed':
      return <FailureState failure={state.failure} onRetry={onRetry} />;
    case 'ready':
      return grid.rows.length === 0 ? empty : <DataGrid {...grid} />;
  }
}
