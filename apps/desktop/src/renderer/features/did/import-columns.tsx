import type { ImportRow } from '@synergycall/domain';
import { StateDot, formatNumber, t, type Column } from '@synergycall/ui';
import { VERDICT_TONES, changesText, whyText } from './import-words.ts';

export const importColumns: readonly Column<ImportRow>[] = [
  {
    id: 'line',
    header: t('import.col.line'),
    width: '84px',
    cell: (row) => <span className="sc-dim">{row.line}</span>,
  },
  {
    id: 'number',
    header: t('did.col.number'),
    width: 'minmax(170px, 1fr)',
    cell: (row) => (
      <bdi className="d-number" dir="ltr" title={row.number}>
        {formatNumber(row.number)}
      </bdi>
    ),
  },
  {
    id: 'verdict',
    header: t('import.col.verdict'),
    width: '124px',
    cell: (row) => <StateDot tone={VERDICT_TONES[row.verdict]} label={t(`import.verdict.${row.verdict}`)} />,
  },
  {
    id: 'what',
    header: t('import.col.what'),
    width: 'minmax(140px, 3fr)',
    cell: (row) => {
      const why = whyText(row);
      const text = why ? `${why.said} ${why.todo}` : changesText(row);
      return <bdi title={text}>{text === '' ? <span className="sc-dim">–</span> : text}</bdi>;
    },
  },
];
