import type { ImportRow } from '@synergycall/domain';
import { Note, StateDot, formatNumber, t } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { VERDICT_TONES, columnName, whyText } from './import-words.ts';
import { PeekFrame } from './peek-frame.tsx';

/** One row of the file in full: field by field, or why it can't be imported and what to do. */
export function ImportRowPeek({ row, onClose }: { row: ImportRow; onClose: () => void }) {
  const why = whyText(row);
  return (
    <PeekFrame
      name={row.number}
      onClose={onClose}
      header={
        <>
          <h2 className="d-peek-title">
            <bdi dir="ltr">{row.number === '' ? t('import.noNumber') : formatNumber(row.number)}</bdi>
          </h2>
          <div className="d-row">
            <StateDot tone={VERDICT_TONES[row.verdict]} label={t(`import.verdict.${row.verdict}`)} />
            <span className="sc-dim">{t('import.line', { n: row.line })}</span>
          </div>
        </>
      }
    >
      {why ? (
        <Note tone="failed" icon={<IconAlertTriangle size={16} stroke={1.75} />} title={why.said}>
          {why.todo}
        </Note>
      ) : null}
      {row.fields.length === 0 ? (
        why ? null : (
          <p className="sc-dim">{t('import.nothingChanges')}</p>
        )
      ) : (
        <table className="d-values">
          <thead>
            <tr>
              <th>{t('audit.field')}</th>
              <th>{t('audit.before')}</th>
              <th>{t('audit.after')}</th>
            </tr>
          </thead>
          <tbody>
            {row.fields.map((each) => (
              <tr key={each.field}>
                <th scope="row">{columnName(each.field)}</th>
                <td dir="auto">{each.from === null || each.from === '' ? '–' : each.from}</td>
                <td dir="auto">{each.to === null || each.to === '' ? '–' : each.to}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </PeekFrame>
  );
}
