import type { PromptView } from '@synergycall/domain';
import { RelativeTime, lengthText, t, type Column } from '@synergycall/ui';

const name: Column<PromptView> = {
  id: 'name',
  header: t('policy.name'),
  width: 'minmax(180px, 1.6fr)',
  cell: (prompt) => (
    <span className="sc-truncate d-strong" dir="auto" title={prompt.name}>
      {prompt.name}
    </span>
  ),
};
const length: Column<PromptView> = {
  id: 'length',
  header: t('prompt.length'),
  width: '84px',
  cell: ({ seconds }) => lengthText(seconds),
};
const uses: Column<PromptView> = {
  id: 'uses',
  header: t('prompt.uses'),
  width: 'minmax(120px, 1fr)',
  cell: ({ references }) =>
    references > 0 ? (
      <span className="sc-truncate">{t('prompt.uses.count', { n: references })}</span>
    ) : (
      <span className="sc-dim">{t('callflow.col.unused')}</span>
    ),
};
const file: Column<PromptView> = {
  id: 'file',
  header: t('prompt.fileName'),
  width: 'minmax(140px, 1.2fr)',
  cell: ({ fileName }) => (
    <span className="sc-dim sc-truncate" dir="auto" title={fileName}>
      {fileName === '' ? '–' : fileName}
    </span>
  ),
};
const created: Column<PromptView> = {
  id: 'created',
  header: t('prompt.created'),
  width: '128px',
  cell: ({ createdAt }) => (
    <span className="sc-dim">
      <RelativeTime at={createdAt} />
    </span>
  ),
};

const NARROW = 720;
/** As many as fit; 0: the width is not known yet. */
export const promptColumns = (width: number): readonly Column<PromptView>[] =>
  width !== 0 && width < NARROW ? [name, length, uses] : [name, length, uses, file, created];
