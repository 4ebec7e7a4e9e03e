import type { Dialling } from '@synergycall/domain';
import { formatNumber, t } from '@synergycall/ui';
import { waysToDial } from './dialling-ways.ts';

/** What becomes of the numbers that people dial, as the fields stand. */
export function DiallingExamples({ dialling }: { dialling: Dialling | null }) {
  const ways = waysToDial(dialling);
  if (ways.length === 0) return null;
  return (
    <div className="d-examples" role="status" aria-label={t('policy.dialling.examples')}>
      <ul>
        {ways.map(({ dialled, number }) => (
          <li key={dialled}>
            {number === undefined
              ? t('policy.dialling.refuses', { dialled })
              : t('trunk.in.reads', { called: dialled, number: formatNumber(number) })}
          </li>
        ))}
      </ul>
    </div>
  );
}
