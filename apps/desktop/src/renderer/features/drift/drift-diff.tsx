import type { DriftItem } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { Lines } from '../apply/text-diff.tsx';

/** What was applied against what is live, line by line. */
export function DriftDiff({ item }: { item: DriftItem }) {
  return (
    <figure className="d-diff">
      <figcaption className="d-diff-legend">
        <span>− {t('drift.legend.meant')}</span>
        <span>+ {t('drift.legend.live')}</span>
      </figcaption>
      <Lines change={{ name: item.name, before: item.meant, after: item.live }} />
    </figure>
  );
}
