import { Button } from '@mantine/core';
import type { DidView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import type { ReactNode } from 'react';
import { MOST_AT_ONCE } from './use-selection.ts';

/** What can be done with the numbers that are chosen; nothing while none is. */
export function BulkBar(props: { chosen: readonly DidView[]; onClear: () => void; children: ReactNode }) {
  const n = props.chosen.length;
  if (n === 0) return null;
  return (
    <section className="d-bulk" aria-label={t('did.bulk')}>
      <span className="d-strong" role="status">
        {t('did.bulk.count', { n })}
      </span>
      {n > MOST_AT_ONCE ? (
        <span className="d-warn">{t('did.bulk.tooMany', { max: MOST_AT_ONCE })}</span>
      ) : (
        props.children
      )}
      <div className="d-grow" />
      <Button variant="subtle" color="gray" size="xs" onClick={props.onClear}>
        {t('did.bulk.clear')}
      </Button>
    </section>
  );
}
