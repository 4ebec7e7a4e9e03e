import { Button } from '@mantine/core';
import { FailureNote, SidePanel, t, type AnyFailure } from '@synergycall/ui';
import type { ReactNode } from 'react';
import { useAskBeforeLost } from './ask-before-lost.tsx';

/** The panel of a form. Who has written something is asked before it is lost. */
export function FormPanel(props: {
  /** The form's, of which its button is. */
  id: string;
  title: string;
  submit: string;
  busy: boolean;
  isDirty: boolean;
  /** Nothing to send yet. */
  isIdle?: boolean;
  failure: AnyFailure | undefined;
  onSubmit: (event?: { preventDefault: () => void }) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { close, question } = useAskBeforeLost(props.isDirty, props.onClose);
  return (
    <SidePanel
      open
      onClose={close}
      title={props.title}
      size={480}
      footer={
        <>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form={props.id} loading={props.busy} disabled={props.isIdle === true}>
            {props.submit}
          </Button>
        </>
      }
    >
      <form id={props.id} className="d-form" onSubmit={props.onSubmit} noValidate autoComplete="off">
        {props.failure === undefined ? null : <FailureNote failure={props.failure} />}
        {props.children}
      </form>
      {question}
    </SidePanel>
  );
}
