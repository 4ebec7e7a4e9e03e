import { Button } from '@mantine/core';
import { FailureNote, SidePanel, t, type AnyFailure } from '@synergycall/ui';
import { useEffect, useReducer, useRef, type ReactNode } from 'react';
import { useAskBeforeLost } from '../../frame/ask-before-lost.tsx';
import { UploadsContext } from '../prompt/uploads.ts';

/** The panel of a call flow's form. Who has written something is asked before it is lost; uploads are waited for. */
export function FlowPanel(props: {
  title: string;
  submit: string;
  size: number;
  busy: boolean;
  isDirty: boolean;
  /** Nothing to send yet. */
  isIdle?: boolean;
  failure: AnyFailure | undefined;
  onSubmit: (event?: { preventDefault: () => void }) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { failure } = props;
  const top = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [uploads, count] = useReducer((before: number, more: number) => before + more, 0);
  // The form may be longer than the panel, and the button stands at its foot.
  useEffect(() => {
    if (failure !== undefined) top.current?.scrollIntoView({ block: 'nearest' });
  }, [failure]);
  const { close, question } = useAskBeforeLost(props.isDirty, props.onClose);
  return (
    <SidePanel
      open
      onClose={close}
      title={props.title}
      size={props.size}
      footer={
        <>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="flow" loading={props.busy} disabled={props.isIdle === true || uploads > 0}>
            {props.submit}
          </Button>
        </>
      }
    >
      <form
        id="flow"
        ref={form}
        className="d-form"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          if (uploads > 0) return event.preventDefault();
          props.onSubmit(event);
          // What is wrong may stand out of sight: it is marked by the time of the next frame.
          requestAnimationFrame(() => showFirstProblem(form.current));
        }}
      >
        {failure === undefined ? null : (
          <div ref={top}>
            <FailureNote failure={failure} />
          </div>
        )}
        <UploadsContext value={count}>{props.children}</UploadsContext>
      </form>
      {question}
    </SidePanel>
  );
}

function showFirstProblem(form: HTMLFormElement | null): void {
  const first = form?.querySelector<HTMLElement>('[aria-invalid="true"], .d-danger');
  first?.scrollIntoView({ block: 'center' });
  if (first instanceof HTMLInputElement) first.focus();
}
