import { Button, Modal, Select } from '@mantine/core';
import type { DeviceView, LocationId } from '@synergycall/domain';
import { FailureNote, t, toastDone, type AnyFailure } from '@synergycall/ui';
import { useState, type FormEvent } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useLocations } from './use-locations.ts';

/** No id looks like that. */
const BY_DEFAULT = '-';

/** Where a phone stands: one of the tenant's locations, or wherever the default is. */
export function DeviceLocation(props: {
  device: DeviceView;
  /** Somebody changed the phone meanwhile: it is to be had anew. Not needed where refreshing does that. */
  onStale?: () => void;
  onClose: () => void;
}) {
  const { device, onClose } = props;
  const { tenantId, id, revision, label } = device;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const locations = useLocations(tenantId);
  const rows = locations.data?.rows ?? [];
  const [chosen, setChosen] = useState<string>(device.locationId ?? BY_DEFAULT);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const byDefault = rows.find((each) => each.isDefault);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const locationId = chosen === BY_DEFAULT ? null : (chosen as LocationId);
    const result = await outcome(client.device.update.mutate({ tenantId, id, revision, locationId }));
    setBusy(false);
    refresh();
    if (!result.ok) {
      if (result.error.code === 'revision.stale') props.onStale?.();
      return setFailure(result.error);
    }
    onClose();
    const name = rows.find((each) => each.id === chosen)?.name;
    toastDone(
      name === undefined
        ? t('location.ofDevice.default.toast', { label })
        : t('location.ofDevice.toast', { label, name }),
      t('did.next'),
    );
    return undefined;
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('location.ofDevice.title', { label })}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'sc-dialog-picks' }}
    >
      <form className="d-form" onSubmit={(event) => void save(event)}>
        <Select
          label={t('location.ofDevice')}
          description={t('location.ofDevice.hint')}
          searchable={rows.length > 8}
          allowDeselect={false}
          data-autofocus
          data={[
            {
              value: BY_DEFAULT,
              label: byDefault
                ? t('location.ofDevice.byDefault', { name: byDefault.name })
                : t('location.ofDevice.byDefault.none'),
            },
            ...rows.map((each) => ({ value: each.id as string, label: each.name })),
          ]}
          value={chosen}
          onChange={(value) => setChosen(value ?? BY_DEFAULT)}
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={chosen === (device.locationId ?? BY_DEFAULT)}>
            {t('user.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Where a phone stands, in a line; nowhere is work to do. */
export function DevicePlace({ device }: { device: DeviceView }) {
  const rows = useLocations(device.tenantId).data?.rows;
  if (rows === undefined) return <span className="sc-dim">…</span>;
  const own = rows.find((each) => each.id === device.locationId);
  if (own) return <bdi>{own.name}</bdi>;
  const byDefault = rows.find((each) => each.isDefault);
  return byDefault ? (
    <span className="sc-dim">{t('location.ofDevice.default', { name: byDefault.name })}</span>
  ) : (
    <span className="d-warn" title={t('location.ofDevice.none.why')}>
      {t('location.ofDevice.none')}
    </span>
  );
}
