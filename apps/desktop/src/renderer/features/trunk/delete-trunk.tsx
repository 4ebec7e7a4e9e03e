import type { TrunkView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { DeleteDialog, InTheWay } from '../../frame/delete-dialog.tsx';
import type { TrunkActs } from './use-trunk-acts.ts';

/** Says what a deletion means, and what stands in its way. */
export function DeleteTrunk(props: { trunk: TrunkView; acts: TrunkActs; onClose: () => void; onDeleted: () => void }) {
  const { trunk } = props;
  return (
    <DeleteDialog
      title={t('trunk.delete.title', { name: trunk.name })}
      act={() => props.acts.remove(trunk)}
      inTheWay={(failure) =>
        failure.code === 'trunk.in-use' ? (
          <InTheWay title={t('trunk.delete.inUse', { n: failure.count, name: trunk.name })}>
            {t('trunk.delete.inUse.todo', { by: failure.by.join(', ') })}
          </InTheWay>
        ) : undefined
      }
      onClose={props.onClose}
      onDeleted={props.onDeleted}
    >
      <p className="d-lead">
        {trunk.tenantId === null
          ? t('trunk.delete.all')
          : t('trunk.delete.one', { tenant: trunk.tenantName ?? trunk.tenantId })}
      </p>
      {trunk.hasCredentials ? <p className="d-lead">{t('trunk.delete.final')}</p> : null}
    </DeleteDialog>
  );
}
