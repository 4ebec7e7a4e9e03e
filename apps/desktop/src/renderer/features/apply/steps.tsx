import { Loader } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { formatDuration, stepText, t, useNow } from '@synergycall/ui';
import { IconCheck, IconChevronRight, IconCircleDashed, IconMinus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { isOver, partText, tookMs, verdictOf } from './words.ts';

type Step = JobView['steps'][number];

function Mark({ state }: { state: Step['state'] }) {
  switch (state) {
    case 'done':
      return <IconCheck size={15} stroke={2.2} className="d-step-done" aria-hidden />;
    case 'failed':
      return <IconX size={15} stroke={2.2} className="d-step-failed" aria-hidden />;
    case 'running':
      return <Loader size={13} aria-hidden />;
    case 'skipped':
      return <IconMinus size={15} className="sc-dim" aria-hidden />;
    case 'waiting':
      return <IconCircleDashed size={15} stroke={1.5} className="sc-dim" aria-hidden />;
  }
}

/** Restoring is a step of its own only when something is undone. */
const shown = (steps: readonly Step[]): readonly Step[] =>
  steps.filter((s) => s.step !== 'restore' || (s.state !== 'waiting' && s.state !== 'skipped'));

/** The real steps in a row, for the bar. */
export function StepRow({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="d-step-row" aria-label={t('apply.steps')}>
      {shown(steps).map((s) => (
        <li key={s.step} data-state={s.state}>
          <Mark state={s.state} />
          {stepText(s.step)}
          <span className="sc-visually-hidden">{t(`apply.stepState.${s.state}`)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Tells those who don't see it, when there is a pause: the step under way, and the verdict at the end. */
export function Announcer({ job }: { job: JobView }) {
  const steps = shown(job.steps);
  const at = steps.findIndex((s) => s.state === 'running');
  const step = steps[at];
  const text = isOver(job)
    ? [verdictOf(job), job.error?.remedy].filter(Boolean).join(' ')
    : step === undefined
      ? ''
      : t('apply.announce.step', { step: stepText(step.step), n: at + 1, of: steps.length });
  return (
    <span className="sc-visually-hidden" role="status">
      {text}
    </span>
  );
}

/** `notReached`: the job was over before, however the agent wrote that down. */
const said = (state: Step['state'], notReached: boolean): string => {
  if (state === 'done') return '';
  const isLeft = state === 'waiting' || state === 'skipped';
  return notReached && isLeft ? t('apply.stepState.notReached') : t(`apply.stepState.${state}`);
};

/** How long a step runs by this machine's clock, since it was first seen: the agent's clock may differ. */
function Elapsed() {
  const now = useNow();
  const [since] = useState(() => Date.now());
  const seconds = Math.floor((now - since) / 1000);
  return seconds < 1 ? null : formatDuration(seconds * 1000);
}

function StepLine({ step: s, over, notReached }: { step: Step; over: boolean; notReached: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const parts = s.parts ?? [];
  const detail = s.detail ?? said(s.state, notReached);
  return (
    <li data-state={s.state}>
      <div className="d-step">
        <Mark state={s.state} />
        <span className="d-step-name">{stepText(s.step)}</span>
        <span className="sc-dim d-grow d-min0">
          {detail === '' ? null : <span>{detail}</span>}
          {parts.length === 0 ? null : (
            <button type="button" className="d-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              <IconChevronRight size={13} stroke={2} aria-hidden />
              {t('apply.parts', { n: parts.length })}
              <span className="sc-visually-hidden">{t('apply.parts.of', { step: stepText(s.step) })}</span>
            </button>
          )}
        </span>
        <span className="d-step-time">
          {s.ms !== null ? formatDuration(s.ms) : s.state === 'running' && !over ? <Elapsed /> : ''}
        </span>
      </div>
      {isOpen ? (
        <ul className="d-parts">
          {parts.map((part, i) => (
            // A part may come twice, and never moves.
            // eslint-disable-next-line react/no-array-index-key
            <li key={`${part.name}-${i}`}>
              <span className="d-grow">{partText(part.name)}</span>
              <span className="d-step-time">{formatDuration(part.ms)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** The real steps with their times and what each said, for the page of an apply. */
export function StepTable({ job }: { job: JobView }) {
  const took = tookMs(job);
  const steps = shown(job.steps);
  const failed = steps.findIndex((s) => s.state === 'failed');
  return (
    <>
      <ol className="d-steps" aria-label={t('apply.steps')}>
        {steps.map((s, i) => (
          <StepLine
            key={s.step}
            step={s}
            over={isOver(job)}
            notReached={isOver(job) && (failed >= 0 ? i > failed : s.state === 'waiting')}
          />
        ))}
      </ol>
      {took === undefined || job.startedAt === null ? null : (
        <p className="d-step-sum sc-dim">{t('apply.took', { took: formatDuration(took) })}</p>
      )}
    </>
  );
}
