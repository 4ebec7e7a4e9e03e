import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { failureText, type AnyFailure } from '../messages/failure.ts';
import { t } from '../messages/t.ts';

/** An empty place that teaches the next step, with at most one button. */
export function EmptyState(props: { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="sc-panel">
      <div className="sc-panel-icon" aria-hidden>
        {props.icon}
      </div>
      <h2 className="sc-panel-title">{props.title}</h2>
      {props.children === undefined ? null : <div className="sc-panel-text">{props.children}</div>}
      {props.action}
    </div>
  );
}

const iconOf = (failure: AnyFailure) => {
  if (failure.code === 'client.unreachable') return <IconCloudOff size={28} stroke={1.5} />;
  if (failure.code === 'access.denied' || failure.code === 'auth.required') return <IconLock size={28} stroke={1.5} />;
  return <IconAlertTriangle size={28} stroke={1.5} />;
};

/** A failure that takes the place of what could not be shown: what, why, what to do, and a retry where one helps. */
export function FailureState(props: { failure: AnyFailure; onRetry?: () => void; action?: ReactNode }) {
  const text = failureText(props.failure);
  return (
    <div className="sc-panel" role="alert">
      <div className="sc-panel-icon sc-panel-icon-failed" aria-hidden>
        {iconOf(props.failure)}
      </div>
      <h2 className="sc-panel-title">{text.title}</h2>
      <p className="sc-panel-text">{text.todo}</p>
      {props.onRetry === undefined ? null : (
        <Button variant="default" onClick={props.onRetry}>
          {t('common.retry')}
        </Button>
      )}
      {props.action}
    </div>
  );
}

/** A failure inside a form or panel, above what it concerns. */
export function FailureNote(props: { failure: AnyFailure; onRetry?: () => void }) {
  const text = failureText(props.failure);
  return (
    <div className="sc-note sc-note-failed" role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <div>
        <div className="sc-note-title">{text.title}</div>
        <div>{text.todo}</div>
        {props.onRetry === undefined ? null : (
          <Button size="xs" mt={8} variant="default" onClick={props.onRetry}>
            {t('common.retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A quiet remark in one of the tones, with an icon. */
export function Note(props: {
  tone: 'info' | 'pending' | 'failed' | 'live';
  icon: ReactNode;
  title?: string;
  children?: ReactNode;
}) {
  return (
    <div className={`sc-note sc-note-${props.tone}`} role="note">
      <span aria-hidden className="sc-note-icon">
        {props.icon}
      </span>
      <div>
        {props.title === undefined ? null : <div className="sc-note-title">{props.title}</div>}
        {props.children === undefined ? null : <div>{props.children}</div>}
      </div>
    </div>
  );
}

/** Lines in place of text that is on its way; the widths are fixed so that nothing jumps at random. */
export function SkeletonLines(props: { lines: number }) {
  return (
    <div className="sc-skeleton" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: props.lines }, (_, i) => (
        <Skeleton key={i} height={12} width={`${[72, 48, 60, 36][i % 4]}%`} />
      ))}
    </div>
  );
}

/** What a place that shows fetched data can be in. */
export type Loadable<T> = { tag: 'loading' } | { tag: 'failed'; failure: AnyFailure } | { tag: 'ready'; value: T };

/** Draws one of the three states; screens hand it what they know. */
export function Loaded<T>(props: {
  state: Loadable<T>;
  skeleton?: ReactNode;
  onRetry?: () => void;
  children: (value: T) => ReactNode;
}) {
  switch (props.state.tag) {
    case 'loading':
      return props.skeleton ?? <SkeletonLines lines={6} />;
    case 'failed':
      return (
        <FailureState
          failure={props.state.failure}
          {...(props.onRetry === undefined ? {} : { onRetry: props.onRetry })}
        />
      );
    case 'ready':
      return props.children(props.state.value);
  }
}
