import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ImportView } from '@synergycall/domain';
import { ConfirmDialog, FailureNote, RelativeTime, Section, SkeletonLines, formatMoment, t } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { badIn } from './import-words.ts';
import { useUndoImport } from './use-undo-import.ts';

/** What was imported before, each to be taken back as a whole. */
export function EarlierImports() {
  const trpc = useTRPC();
  const query = useQuery(trpc.did.listImports.queryOptions());
  const { undo } = useUndoImport();
  const [asked, setAsked] = useState<ImportView>();
  const [busy, setBusy] = useState(false);
  const state = loadable(query);
  return (
    <Section title={t('import.earlier')}>
      {state.tag === 'loading' ? <SkeletonLines lines={3} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' && state.value.rows.length === 0 ? (
        <p className="d-lead sc-dim">{t('import.earlier.none')}</p>
      ) : null}
      {state.tag === 'ready' && state.value.rows.length > 0 ? (
        <ul className="d-imports" aria-label={t('import.earlier')}>
          {state.value.rows.map((each) => (
            <li key={each.id}>
              <div className="d-grow d-min0">
                <div>
                  <RelativeTime at={each.at} /> · <bdi>{each.actor}</bdi>
                </div>
                <div className="sc-dim">{countsLine(each.counts)}</div>
              </div>
              {each.undoneAt === null ? (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={t('import.undo.named', { time: formatMoment(each.at) })}
                  onClick={() => setAsked(each)}
                >
                  {t('common.undo')}
                </Button>
              ) : (
                <span className="sc-dim">
                  {t('import.undone')} <RelativeTime at={each.undoneAt} />
                </span>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      <ConfirmDialog
        open={asked !== undefined}
        title={t('import.undo.title')}
        confirm={t('import.undo.confirm')}
        danger
        busy={busy}
        onClose={() => setAsked(undefined)}
        onConfirm={() => {
          if (asked === undefined) return;
          setBusy(true);
          void undo(asked.id).then(() => {
            setBusy(false);
            setAsked(undefined);
          });
        }}
      >
        {t('import.undo.text', { new: asked?.counts.new ?? 0, changed: asked?.counts.changed ?? 0 })}
      </ConfirmDialog>
    </Section>
  );
}

/** What an import did: rows that were bad were left out of it. */
function countsLine(counts: ImportView['counts']): string {
  const done = (['new', 'changed', 'same'] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => t(`import.count.${verdict}`, { n: counts[verdict] }));
  const bad = badIn(counts);
  return [...done, ...(bad > 0 ? [t('import.leftOut', { n: bad })] : [])].join(' · ');
}
