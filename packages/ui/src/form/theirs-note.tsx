import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { t } from '../messages/t.ts';

const LONGEST = 120;

/** A value that speaks for itself, in words; '' for nothing, undefined for what has no words (lists of things, ids). */
export function plainWords(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return undefined;
}

/** At a field that somebody else changed while it was being written to: what they made of it, and the way to take that. */
export function TheirsNote(props: { words: string | undefined; problem: ReactNode; onTake: () => void }) {
  const { words, problem } = props;
  const isAlone = problem === undefined || problem === null || problem === false;
  const note = useRef<HTMLSpanElement>(null);
  // It stands where a field's problem does, and Mantine then calls the field invalid. What is there may be saved.
  useLayoutEffect(() => {
    const field = note.current?.closest('.mantine-InputWrapper-root')?.querySelector('[aria-invalid]');
    field?.setAttribute('aria-invalid', String(!isAlone));
    return () => field?.setAttribute('aria-invalid', 'true');
  }, [isAlone]);
  return (
    <>
      {isAlone ? null : <span className="sc-theirs-problem">{problem}</span>}
      <span ref={note} className="sc-theirs" data-alone={isAlone || undefined} role="status">
        {words === undefined ? (
          t('form.theirs')
        ) : words === '' ? (
          t('form.theirs.emptied')
        ) : (
          <bdi>{t('form.theirs.to', { value: words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words })}</bdi>
        )}{' '}
        <button type="button" className="sc-theirs-take" onClick={props.onTake}>
          {t('form.theirs.take')}
        </button>
      </span>
    </>
  );
}
