import { Button } from '@mantine/core';
import type { PreviewView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { diffLines, foldLines, type DiffLine } from './diff-lines.ts';

type TextChange = PreviewView['text'][number];
const TARGETS = ['file', 'realtime', 'astdb'] as const;
/** As many as are drawn before one asks for more. */
const MOST = 40;
/** As many of a store stand open at first. */
const OPEN = 5;

/** What would be written, by store; each text line by line. The first of a store stand open. */
export function TextDiff({ text }: { text: PreviewView['text'] }) {
  if (text.length === 0) return <p className="sc-dim">{t('apply.preview.nothingWritten')}</p>;
  return TARGETS.map((target) => {
    const of = text.filter((change) => change.target === target);
    return of.length === 0 ? null : <Store key={target} target={target} texts={of} />;
  });
}

function Store({ target, texts }: { target: TextChange['target']; texts: readonly TextChange[] }) {
  const [most, setMost] = useState(MOST);
  return (
    <section className="d-store">
      <h2 className="d-store-title">{t(`apply.targets.${target}`, { n: texts.length })}</h2>
      {texts.slice(0, most).map((change, i) => (
        <TextOf key={change.name} change={change} open={i < OPEN} />
      ))}
      {texts.length > most ? (
        <Button variant="default" size="xs" onClick={() => setMost(most + 200)}>
          {t('apply.more', { n: texts.length - most })}
        </Button>
      ) : null}
    </section>
  );
}

function TextOf({ change, open }: { change: TextChange; open: boolean }) {
  const [isOpen, setOpen] = useState(open);
  const mark = change.before === '' ? 'new' : change.after === '' ? 'removed' : 'changed';
  return (
    <figure className="d-diff">
      <figcaption>
        <button type="button" className="d-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <IconChevronRight size={13} stroke={2} aria-hidden />
          <span className="sc-mono">{change.name}</span>
        </button>
        <span className="sc-dim">{t(`apply.tell.${mark}`)}</span>
      </figcaption>
      {isOpen ? <Lines change={change} /> : null}
    </figure>
  );
}

/** A text before and after, line by line; long equal stretches fold. */
export function Lines({ change }: { change: Pick<TextChange, 'name' | 'before' | 'after'> }) {
  const stretches = useMemo(() => foldLines(diffLines(change.before, change.after)), [change]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  return (
    <pre className="sc-mono" tabIndex={0} aria-label={change.name}>
      {stretches.map((stretch, i) => {
        if ('folded' in stretch && !opened.has(i))
          return (
            <button
              // Stretches have no identity of their own and never move.
              // eslint-disable-next-line react/no-array-index-key
              key={i}
              type="button"
              className="d-diff-fold"
              onClick={() => setOpened(new Set([...opened, i]))}
            >
              {t('apply.diff.folded', { n: stretch.folded.length })}
            </button>
          );
        return ('folded' in stretch ? stretch.folded : stretch.lines).map((line) => (
          <Line key={`${line.before ?? ''}-${line.after ?? ''}`} line={line} />
        ));
      })}
    </pre>
  );
}

/** Plus and minus say it without colour too. */
function Line({ line }: { line: DiffLine }) {
  return (
    <span data-mark={line.mark}>
      <span className="d-diff-number" aria-hidden>
        {line.before ?? ''}
      </span>
      <span className="d-diff-number" aria-hidden>
        {line.after ?? ''}
      </span>
      {line.mark === 'same' ? '  ' : line.mark === 'added' ? '+ ' : '- '}
      {line.text}
      {'\n'}
    </span>
  );
}
