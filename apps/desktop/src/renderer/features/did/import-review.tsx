import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import type { ImportPreview, ImportRow } from '@synergycall/domain';
import { DataGrid, FailureNote, t, type AnyFailure } from '@synergycall/ui';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { routes } from '../../frame/routes.ts';
import { useWindow } from '../../frame/window-state.ts';
import { ActButton } from '../history/act-button.tsx';
import { ImportRowPeek } from './import-row-peek.tsx';
import { importColumns } from './import-columns.tsx';
import type { Source } from './import-source.tsx';
import { VERDICTS, badIn, formatOf, wordsIn, writtenBy } from './import-words.ts';
import { useUndoImport } from './use-undo-import.ts';

/** Every row of a file with its verdict; the import itself is one button. */
export function ImportReview(props: {
  source: Source;
  preview: ImportPreview;
  onAgain: () => void;
  onOther: () => void;
}) {
  const { rows, counts, mark } = props.preview;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const { offerUndo } = useUndoImport();
  const bad = badIn(counts);
  const [verdict, setVerdict] = useState<ImportRow['verdict'] | 'all'>(bad > 0 ? firstBad(counts) : 'all');
  const [written, setWritten] = useState('');
  const [skipBad, setSkipBad] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const [shown, setShown] = useState<ImportRow>();
  const wanted = written.trim().toLocaleLowerCase();
  const listed = useMemo(
    () =>
      rows.filter(
        (row) => (verdict === 'all' || row.verdict === verdict) && (wanted === '' || wordsIn(row).includes(wanted)),
      ),
    [rows, verdict, wanted],
  );
  const n = writtenBy(counts);
  const run = async () => {
    const { text } = props.source;
    setBusy(true);
    setFailure(undefined);
    const result = await outcome(client.did.import.mutate({ format: formatOf(text), text, mark, skipBad }));
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    navigate(routes.inventory());
    offerUndo(result.value.importId, t('import.done.toast', { n: writtenBy(result.value.counts) }));
  };
  const whyNot =
    n === 0 ? t('import.whyNot.nothing') : bad > 0 && !skipBad ? t('import.whyNot.bad', { n: bad }) : undefined;
  return (
    <>
      {failure === undefined ? null : (
        <div className="d-inset d-gap">
          <FailureNote failure={failure} {...(failure.code === 'did.import-stale' ? { onRetry: props.onAgain } : {})} />
        </div>
      )}
      <div className="d-toolbar">
        <SegmentedControl
          size="xs"
          aria-label={t('import.filter')}
          value={verdict}
          onChange={(value) => setVerdict(value as typeof verdict)}
          data={[
            { value: 'all', label: t('import.count.all', { n: rows.length }) },
            ...VERDICTS.filter((each) => counts[each] > 0).map((each) => ({
              value: each,
              label: t(`import.count.${each}`, { n: counts[each] }),
            })),
          ]}
        />
        <TextInput
          className="d-toolbar-search"
          size="xs"
          placeholder={t('import.search')}
          aria-label={t('import.search')}
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <span className="sc-visually-hidden" role="status">
          {t('import.listed', { n: listed.length })}
        </span>
      </div>
      <div className="d-split d-split-over">
        <div className="d-split-main">
          {listed.length === 0 ? (
            <p className="d-inset d-import-none sc-dim">{t('import.noneListed')}</p>
          ) : (
            <DataGrid
              label={t('import.rows')}
              columns={importColumns}
              rows={listed}
              rowKey={(row) => String(row.line)}
              compact={compact}
              onPick={setShown}
              onOpen={setShown}
              selectedKey={shown === undefined ? undefined : String(shown.line)}
            />
          )}
        </div>
        {shown ? <ImportRowPeek row={shown} onClose={() => setShown(undefined)} /> : null}
      </div>
      <footer className="d-import-foot">
        {bad === 0 ? null : (
          <Checkbox
            label={t('import.skipBad', { n: bad })}
            checked={skipBad}
            onChange={(event) => setSkipBad(event.currentTarget.checked)}
          />
        )}
        <div className="d-grow" />
        <Button variant="default" onClick={props.onOther}>
          {t('import.other')}
        </Button>
        <ActButton whyNot={whyNot} loading={busy} onClick={() => void run()}>
          {t('import.run', { n })}
        </ActButton>
      </footer>
    </>
  );
}

const firstBad = (counts: ImportPreview['counts']): 'conflict' | 'invalid' =>
  counts.conflict > 0 ? 'conflict' : 'invalid';
