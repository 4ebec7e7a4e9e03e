import type { Result } from '@synergycall/domain';
import { ConfirmDialog, Note, t, type AnyFailure } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';

/**
 * Asks before something is deleted, works while it is, and says why not. What stands in its way takes the place of the
 * question: no second try helps before that is out of the way.
 */
export function DeleteDialog(props: {
  title: string;
  /** What hangs on it. */
  children: ReactNode;
  act: () => Promise<Result<unknown, AnyFailure>>;
  /** Of a refusal: what stands in the way; undefined: it is another one. */
  inTheWay?: (failure: AnyFailure) => ReactNode | undefined;
  /** Something has to be decided first. */
  blocked?: boolean;
  /** A list of choices opens in it. */
  picks?: boolean;
  onDeleted: () => void;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const obstacle = failure && props.inTheWay?.(failure);
  const run = async () => {
    setBusy(true);
    setFailure(undefined);
    const result = await props.act();
    setBusy(false);
    if (result.ok) props.onDeleted();
    else setFailure(result.error);
  };
  return (
    <ConfirmDialog
      open
      title={props.title}
      confirm={t('callflow.delete')}
      danger
      picks={props.picks === true}
      busy={busy}
      blocked={props.blocked === true || obstacle !== undefined}
      failure={obstacle === undefined ? failure : undefined}
      onClose={props.onClose}
      onConfirm={() => void run()}
    >
      {obstacle ?? props.children}
    </ConfirmDialog>
  );
}

/** What keeps something from being deleted, and what to do about it. */
export const InTheWay = ({ title, children }: { title: string; children: ReactNode }) => (
  <Note tone="failed" icon={<IconAlertTriangle size={16} stroke={1.75} />} title={title}>
    {children}
  </Note>
);
