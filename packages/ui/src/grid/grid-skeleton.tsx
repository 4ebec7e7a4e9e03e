import { Skeleton } from '@mantine/core';
import { t } from '../messages/t.ts';
import { trackStyle } from './tracks.ts';

/** The grid while it loads: the same header, rows and columns, without the text. */
export function GridSkeleton(props: {
  columns: readonly { id: string; header: string; hideHeader?: boolean; width: string }[];
  rows?: number;
  compact?: boolean;
}) {
  const template = trackStyle(props.columns);
  return (
    <div
      className={props.compact ? 'sc-grid sc-grid-compact' : 'sc-grid'}
      role="status"
      aria-label={t('common.loading')}
    >
      <div className="sc-grid-row sc-grid-header" style={template} aria-hidden>
        {props.columns.map((c) => (
          <div key={c.id} className="sc-cell">
            {c.hideHeader ? '' : c.header}
          </div>
        ))}
      </div>
      {Array.from({ length: props.rows ?? 12 }, (_, row) => (
        <div key={row} className="sc-grid-row sc-grid-data sc-grid-static" style={template} aria-hidden>
          {props.columns.map((c, i) => (
            <div key={c.id} className="sc-cell">
              <Skeleton height={10} width={`${[70, 45, 60, 35, 50][(i + row) % 5]}%`} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
