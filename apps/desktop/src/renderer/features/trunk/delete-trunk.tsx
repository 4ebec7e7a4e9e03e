import type { TrunkView } from '@synergycall/domain';
import { ConfirmDialog, Note, t, type AnyFailure } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { TrunkActs } from './use-trunk-acts.ts';

/** Says what a deletion means, and what stands in its way. */
export function DeleteTrunk(props: { trunk: TrunkView; acts: TrunkActs; onClose: () => void; onDeleted: () => void }) {
  const { trunk } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const inUse = failure?.code === 'trunk.in-use' ? failure : undefined;
  const run = async () => {
    setBusy(true);
    const result = await props.acts.remove(trunk);
    setBusy(false);
    if (result.ok) props.onDeleted();
    else setFailure(result.error);
  };
  return (
    <ConfirmDialog
      open
      title={t('trunk.delete.title', { name: trunk.name })}
      confirm={t('trunk.delete')}
      danger
      busy={busy}
      blocked={inUse !== undefined}
      failure={inUse === undefined ? failure : undefined}
      onClose={props.onClose}
      onConfirm={() => void run()}
    >
      {inUse === undefined ? (
        <>
          <p className="d-lead">
            {trunk.tenantId === null
              ? t('trunk.delete.all')
              : t('trunk.delete.one', { tenant: trunk.tenantName ?? trunk.tenantId })}
          </p>
          {trunk.hasCredentials ? <p className="d-lead">{t('trunk.delete.final')}</p> : null}
        </>
      ) : (
        <Note
          tone="failed"
          icon={<IconAlertTriangle size={16} stroke={1.75} />}
          title={t('trunk.delete.inUse', { n: inUse.count, name: trunk.name })}
        >
          {t('trunk.delete.inUse.todo', { by: inUse.by.join(', ') })}
        </Note>
      )}
    </ConfirmDialog>
  );
}
