import type { DriftItem } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { diffLines } from '../apply/diff-lines.ts';
import { foldLines } from './fold-lines.ts';

/** What was applied against what is live, line by line; plus and minus say it without colour too. */
export function DriftDiff({ item }: { item: DriftItem }) {
  return (
    <figure className="d-diff">
      <figcaption className="d-diff-legend">
        <span>− {t('drift.legend.meant')}</span>
        <span>+ {t('drift.legend.live')}</span>
      </figcaption>
      <pre className="sc-mono" tabIndex={0} role="group" aria-label={t('drift.diff', { name: item.name })}>
        {foldLines(diffLines(item.meant, item.live)).map((line, i) => (
          // Lines have no identity of their own and never move.
          // eslint-disable-next-line react/no-array-index-key
          <span key={i} data-mark={line.mark}>
            {line.mark === 'fold'
              ? `⋯ ${t('drift.equal', { n: line.count })}`
              : `${{ same: '  ', added: '+ ', removed: '- ' }[line.mark]}${line.text}`}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}
