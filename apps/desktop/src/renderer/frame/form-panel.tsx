import { Button } from '@mantine/core';
import { FailureNote, SidePanel, t, type AnyFailure } from '@synergycall/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useAskBeforeLost } from './ask-before-lost.tsx';

export interface FormPanelProps {
  /** The form's, of which its button is. */
  id: string;
  title: string;
  submit: string;
  size?: number;
  busy: boolean;
  isDirty: boolean;
  /** Nothing to send yet. */
  isIdle?: boolean;
  /** Something has to end first. */
  isWaiting?: boolean;
  failure: AnyFailure | undefined;
  onSubmit: (event?: { preventDefault: () => void }) => void;
  onClose: () => void;
  children: ReactNode;
}

/** The panel of a form. Who has written something is asked before it is lost; what is wrong is brought into sight. */
export function FormPanel(props: FormPanelProps) {
  const { failure, isWaiting = false } = props;
  const top = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);
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
      size={props.size ?? 480}
      footer={
        <>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form={props.id} loading={props.busy} disabled={props.isIdle === true || isWaiting}>
            {props.submit}
          </Button>
        </>
      }
    >
      <form
        id={props.id}
        ref={form}
        className="d-form"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          if (isWaiting) return event.preventDefault();
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
        {props.children}
      </form>
      {question}
    </SidePanel>
  );
}

/** What somebody else changed is no problem by itself. */
function showFirstProblem(form: HTMLFormElement | null): void {
  const first = form?.querySelector<HTMLElement>('[aria-invalid="true"], .d-danger:not(:has(.sc-theirs[data-alone]))');
  first?.scrollIntoView({ block: 'center' });
  if (first instanceof HTMLInputElement) first.focus();
}
