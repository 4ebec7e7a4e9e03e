import { Button, Modal, Select } from '@mantine/core';
import type { DidView, TenantView } from '@synergycall/domain';
import { formatNumber, t } from '@synergycall/ui';
import { useState } from 'react';

/** Asks for the tenant that gets these numbers. */
export function AllocateDialog(props: {
  dids: readonly DidView[];
  tenants: readonly TenantView[];
  onAllocate: (to: TenantView) => void;
  onClose: () => void;
}) {
  const { dids, tenants } = props;
  const [id, setId] = useState<string | null>(null);
  const to = tenants.find((each) => each.id === id);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('inventory.allocate.title', { n: dids.length })}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'sc-dialog-picks' }}
    >
      <form
        className="d-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (to) props.onAllocate(to);
        }}
      >
        <p className="d-lead sc-dim">
          {dids
            .slice(0, 3)
            .map((each) => formatNumber(each.number))
            .join(', ')}
          {dids.length > 3 ? ` ${t('did.andMore', { n: dids.length - 3 })}` : ''}
        </p>
        <Select
          label={t('did.col.tenant')}
          description={t('inventory.allocate.hint')}
          placeholder={t('frame.findTenant')}
          searchable
          selectFirstOptionOnChange
          data-autofocus
          openOnFocus={false}
          limit={100}
          nothingFoundMessage={t('frame.noTenantFound')}
          data={tenants.map((each) => ({ value: each.id, label: each.name }))}
          value={id}
          onChange={setId}
        />
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={to === undefined}>
            {t('inventory.allocate.confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
