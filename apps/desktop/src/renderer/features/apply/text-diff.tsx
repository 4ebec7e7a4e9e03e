import type { PreviewView } from '@synergycall/domain';
import { Tag, t } from '@synergycall/ui';
import { diffLines } from './diff-lines.ts';

/** What would be written, line by line; plus and minus say it without colour too. */
export function TextDiff({ text }: { text: PreviewView['text'] }) {
  if (text.length === 0) return <p className="sc-dim">{t('apply.preview.nothingWritten')}</p>;
  return text.map((change) => (
    <figure key={`${change.target}-${change.name}`} className="d-diff">
      <figcaption>
        <Tag>{t(`apply.target.${change.target}`)}</Tag> <span className="sc-mono">{change.name}</span>
      </figcaption>
      <pre className="sc-mono" tabIndex={0}>
        {diffLines(change.before, change.after).map((line, i) => (
          // Lines have no identity of their own and never move.
          // eslint-disable-next-line react/no-array-index-key
          <span key={i} data-mark={line.mark}>
            {line.mark === 'same' ? '  ' : line.mark === 'added' ? '+ ' : '- '}
            {line.text}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  ));
}
