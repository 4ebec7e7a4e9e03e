import { Select } from '@mantine/core';
import type { LocationId, LocationView } from '@synergycall/domain';
import { ConfirmDialog, t, toastDone, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

/** No location of their own. No id looks like that. */
const NO_OWN = '-';

/** Asks where the phones of a location stand when it is gone, and which one is the default then. */
export function DeleteLocation(props: {
  location: LocationView;
  others: readonly LocationView[];
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { id, tenantId, revision, name, deviceCount, isDefault } = props.location;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [to, setTo] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const isUsed = isDefault || deviceCount > 0;
  // A phone without a location of its own stands at the default.
  const byDefault = props.others.find((each) => each.isDefault);
  const run = async () => {
    setBusy(true);
    const moveTo = to === null || to === NO_OWN ? null : (to as LocationId);
    const result = await outcome(
      client.location.delete.mutate({ tenantId, id, revision, ...(isUsed ? { moveTo } : {}) }),
    );
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    props.onDeleted();
    toastDone(t('location.deleted.toast', { name }), t('did.next'));
    return undefined;
  };
  return (
    <ConfirmDialog
      open
      title={t('location.delete.title', { name })}
      confirm={t('location.delete')}
      danger
      busy={busy}
      picks
      blocked={isUsed && to === null}
      failure={failure}
      onClose={props.onClose}
      onConfirm={() => void run()}
    >
      <p className="d-lead">
        {isDefault
          ? deviceCount > 0
            ? t('location.delete.default', { n: deviceCount })
            : t('location.delete.defaultUnused')
          : deviceCount > 0
            ? t('location.delete.used', { n: deviceCount })
            : t('location.delete.unused')}
      </p>
      {isUsed ? (
        <Select
          label={t('location.delete.to')}
          searchable={props.others.length > 8}
          allowDeselect={false}
          data={[
            ...props.others.map((each) => ({ value: each.id as string, label: each.name })),
            {
              value: NO_OWN,
              label: byDefault
                ? t('location.ofDevice.byDefault', { name: byDefault.name })
                : t('location.delete.nowhere'),
            },
          ]}
          value={to}
          onChange={setTo}
        />
      ) : null}
    </ConfirmDialog>
  );
}
