import type { TraceView } from '@synergycall/domain';
import { Note, StateDot, t, type Loadable } from '@synergycall/ui';
import { IconEqual, IconGitCompare } from '@tabler/icons-react';
import { formatWhen } from '../apply/schedule-words.ts';
import { TraceAnswer } from './trace-answer.tsx';
import { commonSteps, isSameAnswer } from './trace-words.ts';
import { useTrace, type Asked } from './use-trace.ts';

/** The same call as it is now and as it will be after the next apply: one way where they are alike, two where not. */
export function TraceBoth({ asked, zone }: { asked: Omit<Asked, 'model'>; zone: string }) {
  const live = useTrace({ ...asked, model: 'live' });
  const pending = useTrace({ ...asked, model: 'pending' });
  const isLoading = live.tag === 'loading' || pending.tag === 'loading';
  const isAlike =
    live.tag === 'ready' &&
    pending.tag === 'ready' &&
    live.value.generation !== null &&
    isSameAnswer(live.value, pending.value);
  const differsFrom =
    live.tag === 'ready' && pending.tag === 'ready' && live.value.generation !== null && !isAlike
      ? commonSteps(live.value, pending.value)
      : undefined;
  const at = live.tag === 'ready' ? live.value.at : asked.at;
  return (
    // Nothing in it takes the focus: then it takes it itself, so that it scrolls by keyboard.
    <div className="d-trace-result" role="group" tabIndex={0} aria-label={t('trace.answer')}>
      <p className="sc-dim d-trace-when" role="status">
        {at === undefined
          ? '\u00a0'
          : t(asked.at === undefined ? 'trace.asked.now' : 'trace.asked.at', { time: formatWhen(at, zone), zone })}
      </p>
      {isLoading || isAlike ? (
        <div className="d-trace-one">
          <h2 className="sc-visually-hidden">{t('trace.path')}</h2>
          {isAlike ? (
            <Note tone="info" icon={<IconEqual size={16} stroke={1.75} />}>
              {t('trace.same')}
            </Note>
          ) : null}
          <TraceAnswer trace={isLoading ? { tag: 'loading' } : live} zone={zone} />
        </div>
      ) : (
        <>
          {differsFrom === undefined ? null : (
            <Note tone="pending" icon={<IconGitCompare size={16} stroke={1.75} />}>
              {t('trace.differs')}
            </Note>
          )}
          <div className="d-trace-two">
            <Column title={t('trace.model.live')} tone="live" trace={live} zone={zone} differsFrom={differsFrom} />
            <Column
              title={t('trace.model.pending')}
              tone="pending"
              trace={pending}
              zone={zone}
              differsFrom={differsFrom}
            />
          </div>
        </>
      )}
    </div>
  );
}

function Column(props: {
  title: string;
  tone: 'live' | 'pending';
  trace: Loadable<TraceView>;
  zone: string;
  differsFrom: number | undefined;
}) {
  return (
    <section className="d-trace-column" aria-label={props.title}>
      <h2 className="sc-section-title">
        <StateDot tone={props.tone} label={props.title} />
      </h2>
      <TraceAnswer trace={props.trace} zone={props.zone} differsFrom={props.differsFrom} />
    </section>
  );
}
