import type { TraceView } from '@synergycall/domain';
import { FailureNote, Note, SkeletonLines, t, type Loadable } from '@synergycall/ui';
import { IconInfoCircle } from '@tabler/icons-react';
import { TraceEnd } from './trace-end.tsx';
import { TracePath } from './trace-path.tsx';
import { toldSteps } from './trace-words.ts';

/** The answer to one question, in each of its states: the way of the call, and where it ends. */
export function TraceAnswer(props: {
  trace: Loadable<TraceView>;
  /** A policy was asked about, whoever goes by it. */
  isByPolicy?: boolean;
  zone: string;
  /** From this step on it differs from the other model's; undefined: nothing to compare. */
  differsFrom?: number | undefined;
}) {
  const { trace } = props;
  if (trace.tag === 'loading') return <SkeletonLines lines={5} />;
  if (trace.tag === 'failed') {
    const { failure } = trace;
    if (failure.code === 'input.invalid' && failure.issues.some(({ path }) => path === 'from'))
      return (
        <Note tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />} title={t('trace.noPhone')}>
          {t('trace.noPhone.todo')}
        </Note>
      );
    if (failure.code === 'policy.not-found' && props.isByPolicy === true)
      return (
        <Note tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />}>
          {t('policy.test.notLive')}
        </Note>
      );
    return <FailureNote failure={failure} />;
  }
  const view = trace.value;
  if (view.model === 'live' && view.generation === null)
    return (
      <Note tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />} title={t('trace.notLive')}>
        {t('trace.notLive.todo')}
      </Note>
    );
  return (
    <div className="d-trace-answer">
      <TracePath steps={toldSteps(view.steps, props.isByPolicy)} differsFrom={props.differsFrom} />
      <TraceEnd view={view} />
    </div>
  );
}
