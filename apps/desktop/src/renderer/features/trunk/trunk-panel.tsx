import { Button } from '@mantine/core';
import { ConfirmDialog, FailureNote, SidePanel, t, type AnyFailure } from '@synergycall/ui';
import { useState, type ReactNode } from 'react';

/** The panel of a trunk's form. Who has written something is asked before it is lost. */
export function TrunkPanel(props: {
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
  const [isAsking, setAsking] = useState(false);
  // While it asks, Escape is the question's.
  const close = () => {
    if (isAsking) return;
    if (props.isDirty) setAsking(true);
    else props.onClose();
  };
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
          <Button type="submit" form="trunk" loading={props.busy} disabled={props.isIdle === true}>
            {props.submit}
          </Button>
        </>
      }
    >
      <form id="trunk" className="d-form" onSubmit={props.onSubmit} noValidate autoComplete="off">
        {props.failure === undefined ? null : <FailureNote failure={props.failure} />}
        {props.children}
      </form>
      {/* Not there before it asks: it would take the Escape that opens it for its own. */}
      {isAsking ? (
        <ConfirmDialog
          open
          title={t('trunk.discard.title')}
          confirm={t('trunk.discard.confirm')}
          danger
          onClose={() => setAsking(false)}
          onConfirm={props.onClose}
        >
          {t('trunk.discard.text')}
        </ConfirmDialog>
      ) : null}
    </SidePanel>
  );
}
