import { Button, Modal } from '@mantine/core';
import type { DestinationView, DidView, TenantId } from '@synergycall/domain';
import { formatNumber, t } from '@synergycall/ui';
import { useState } from 'react';
import { PickDestination } from './pick-destination.tsx';

/** Asks for the person whom these numbers should ring. */
export function AssignDialog(props: {
  tenantId: TenantId;
  dids: readonly DidView[];
  onAssign: (target: DestinationView) => void;
  onClose: () => void;
}) {
  const { dids } = props;
  const [target, setTarget] = useState<DestinationView | null>(null);
  const taken = dids.filter((each) => each.target !== null).length;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('did.assign.title', { n: dids.length })}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'sc-dialog-picks' }}
    >
      <form
        className="d-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (target) props.onAssign(target);
        }}
      >
        <p className="d-lead sc-dim">
          {dids
            .slice(0, 3)
            .map((each) => formatNumber(each.number))
            .join(', ')}
          {dids.length > 3 ? ` ${t('did.andMore', { n: dids.length - 3 })}` : ''}
        </p>
        <PickDestination
          tenantId={props.tenantId}
          label={t('did.assign.to')}
          value={target}
          onChange={setTarget}
          autoFocus
          quiet
        />
        {taken > 0 ? <p className="d-lead d-warn">{t('did.assign.taken', { n: taken })}</p> : null}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={target === null}>
            {t('did.assign.confirm', { n: dids.length })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
