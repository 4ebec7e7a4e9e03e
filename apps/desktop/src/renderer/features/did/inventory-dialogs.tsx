import type { DidView, TenantView } from '@synergycall/domain';
import { ConfirmDialog, formatNumber, t } from '@synergycall/ui';
import { AllocateDialog } from './allocate-dialog.tsx';
import type { InventoryAct } from './inventory-peek.tsx';
import type { InventoryActs } from './use-inventory-acts.ts';

export interface InventoryAsked {
  act: InventoryAct;
  dids: readonly DidView[];
}

/** Asks before an act on the inventory, and does it. */
export function InventoryDialogs(props: {
  asked: InventoryAsked | undefined;
  tenants: readonly TenantView[];
  acts: InventoryActs;
  onClose: () => void;
  onDone: (act: InventoryAct) => void;
}) {
  const { asked, acts } = props;
  if (asked === undefined) return null;
  const { act, dids } = asked;
  const run = (doing: Promise<boolean>) => {
    props.onClose();
    void doing.then((done) => done && props.onDone(act));
  };
  const names = dids
    .slice(0, 3)
    .map((each) => formatNumber(each.number))
    .join(', ');
  const rest = dids.length > 3 ? ` ${t('did.andMore', { n: dids.length - 3 })}` : '';
  switch (act) {
    case 'allocate':
      return (
        <AllocateDialog
          dids={dids}
          tenants={props.tenants}
          onClose={props.onClose}
          onAllocate={(to) => run(acts.allocate(dids, to))}
        />
      );
    case 'takeBack':
      return (
        <ConfirmDialog
          open
          title={t('inventory.takeBack.title', { n: dids.filter((each) => each.tenantId !== null).length })}
          confirm={t('inventory.takeBack')}
          danger
          onClose={props.onClose}
          onConfirm={() => run(acts.takeBack(dids))}
        >
          <p className="d-lead">{t('inventory.takeBack.text')}</p>
          <p className="d-lead sc-dim">{names + rest}</p>
        </ConfirmDialog>
      );
    case 'remove':
      return (
        <ConfirmDialog
          open
          title={t('inventory.remove.title', { n: dids.length })}
          confirm={t('inventory.remove')}
          danger
          onClose={props.onClose}
          onConfirm={() => run(acts.remove(dids))}
        >
          <p className="d-lead">{t('inventory.remove.text')}</p>
          <p className="d-lead sc-dim">{names + rest}</p>
        </ConfirmDialog>
      );
  }
}
