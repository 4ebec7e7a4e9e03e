import { Button } from '@mantine/core';
import type { PricePreview, PriceRow } from '@synergycall/domain';
import { Note, Section, StateDot, t, type Tone } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { moneyText } from './money-text.ts';

/** As many rows are drawn; those with something to mend first. */
const SHOWN = 200;
/** As many prefixes that would go are named. */
const NAMED = 8;
const ORDER = ['invalid', 'changed', 'new', 'same'] as const;
const TONES: Readonly<Record<PriceRow['result'], Tone>> = {
  invalid: 'failed',
  changed: 'pending',
  new: 'live',
  same: 'off',
};

/** Every row as it would be read; nothing is replaced while one of them is wrong. */
export function PriceReview(props: { preview: PricePreview; currency: string; busy: boolean; onReplace: () => void }) {
  const { rows, gone, lacksDefault } = props.preview;
  const count = (result: PriceRow['result']) => rows.filter((row) => row.result === result).length;
  const bad = count('invalid');
  const listed = ORDER.flatMap((result) => rows.filter((row) => row.result === result)).slice(0, SHOWN);
  const warning = { icon: <IconAlertTriangle size={16} stroke={1.75} />, tone: 'pending' } as const;
  return (
    <Section
      title={t('price.review')}
      about={[
        ...ORDER.filter((result) => count(result) > 0).map((result) =>
          t(`price.count.${result}`, { n: count(result) }),
        ),
        ...(gone.length > 0 ? [t('price.count.gone', { n: gone.length })] : []),
      ].join(' · ')}
      actions={
        <Button loading={props.busy} disabled={bad > 0 || rows.length === 0} onClick={props.onReplace}>
          {t('price.replace')}
        </Button>
      }
    >
      {bad > 0 ? <Note {...warning} title={t('price.bad', { n: bad })} /> : null}
      {rows.length === 0 ? <Note {...warning} title={t('price.noRows')} /> : null}
      {lacksDefault && bad === 0 ? <Note {...warning} title={t('price.lacksDefault')} /> : null}
      {gone.length > 0 ? <p className="sc-dim">{goneText(gone)}</p> : null}
      <table className="d-prices">
        <thead>
          <tr>
            <th>{t('price.line')}</th>
            <th>{t('price.prefix')}</th>
            <th>{t('price.minute')}</th>
            <th>{t('price.name')}</th>
            <th>{t('price.result')}</th>
          </tr>
        </thead>
        <tbody>
          {listed.map((row) => (
            <tr key={row.line}>
              <td className="sc-dim">{row.line}</td>
              {row.result === 'invalid' ? (
                <td colSpan={3} className="sc-mono">
                  <bdi>{row.text}</bdi>
                </td>
              ) : (
                <>
                  <td>{prefixText(row)}</td>
                  <td className="d-price-amount">{moneyText(row.micros ?? 0, props.currency)}</td>
                  <td>
                    <bdi>{row.name}</bdi>
                  </td>
                </>
              )}
              <td>
                <StateDot tone={TONES[row.result]} label={wordOf(row)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > listed.length ? (
        <p className="sc-dim">{t('price.more', { n: rows.length - listed.length })}</p>
      ) : null}
    </Section>
  );
}

/** What would go, by name: a file that was cut off is seen by it. */
function goneText(gone: PricePreview['gone']): string {
  const prefixes = gone.slice(0, NAMED).map(prefixText).join(', ');
  return gone.length > NAMED
    ? t('price.gone.more', { prefixes, n: gone.length - NAMED })
    : t('price.gone', { prefixes });
}

const prefixText = ({ prefix }: { prefix: string }): string => (prefix === '' ? t('price.others') : `+${prefix}`);

const wordOf = ({ result, problem }: PriceRow): string =>
  result === 'invalid' ? t(`price.problem.${problem ?? 'not-a-price'}`) : t(`price.result.${result}`);
