import { Button } from '@mantine/core';
import { t, type AnyFailure } from '@synergycall/ui';
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import { troubleText } from './trouble-text.ts';

/** Takes the place of what could not be shown: what, why, what to do, and another try. */
export function Trouble(props: { failure: AnyFailure; onRetry?: (() => void) | undefined; busy?: boolean }) {
  const text = troubleText(props.failure);
  const Icon = props.failure.code === 'client.unreachable' ? IconCloudOff : IconAlertTriangle;
  return (
    <div className="sc-panel" role="alert">
      <div className="sc-panel-icon sc-panel-icon-failed" aria-hidden>
        <Icon size={32} stroke={1.5} />
      </div>
      <h2 className="sc-panel-title">{text.title}</h2>
      <p className="sc-panel-text">{text.todo}</p>
      {props.onRetry === undefined ? null : (
        <Button variant="default" onClick={props.onRetry} loading={props.busy ?? false}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  );
}

/** A failure inside a form, above its button. */
export function TroubleNote(props: { failure: AnyFailure; todo?: string | undefined }) {
  const text = troubleText(props.failure);
  return (
    <div className="sc-note sc-note-failed" role="alert">
      <IconAlertTriangle size={20} stroke={1.75} aria-hidden />
      <div>
        <div className="sc-note-title">{text.title}</div>
        <div>{props.todo ?? text.todo}</div>
      </div>
    </div>
  );
}
