import type { JobView } from '@synergycall/domain';
import { formatDuration, stepText, t } from '@synergycall/ui';
import { IconCheck, IconCircleDashed, IconMinus, IconX } from '@tabler/icons-react';
import { Loader } from '@mantine/core';

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

const said = (state: Step['state'], over: boolean): string => {
  if (state === 'done') return '';
  return over && state === 'waiting' ? t('apply.stepState.notReached') : t(`apply.stepState.${state}`);
};

/** The real steps with their times and what each said, for the page of an apply. */
export function StepTable({ steps, over }: { steps: readonly Step[]; over: boolean }) {
  return (
    <ol className="d-steps" aria-label={t('apply.steps')}>
      {shown(steps).map((s) => (
        <li key={s.step} data-state={s.state}>
          <Mark state={s.state} />
          <span className="d-step-name">{stepText(s.step)}</span>
          <span className="sc-dim d-grow">{s.detail ?? said(s.state, over)}</span>
          <span className="d-step-time">{s.ms === null ? '' : formatDuration(s.ms)}</span>
        </li>
      ))}
    </ol>
  );
}
