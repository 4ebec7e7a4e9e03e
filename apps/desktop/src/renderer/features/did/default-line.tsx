import { Button, Modal } from '@mantine/core';
import { sameDestination, type DestinationView, type TenantView } from '@synergycall/domain';
import { FailureNote, t, toastDone, toastFailure, toastUndo, type AnyFailure } from '@synergycall/ui';
import { IconAlertTriangle, IconPhoneIncoming } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { DestinationLink } from './leads-to.tsx';
import { PickDestination } from './pick-destination.tsx';

/** Where calls to numbers without a destination go, and the way to change it. */
export function DefaultLine({ tenant }: { tenant: TenantView }) {
  const may = useMay(tenant.id);
  const [isChanging, setChanging] = useState(false);
  const target = tenant.defaultDestination;
  const act = target === null ? t('did.default.choose') : t('did.default.change');
  return (
    <div className="d-default" data-missing={target === null || undefined}>
      {target === null ? (
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      ) : (
        <IconPhoneIncoming size={16} stroke={1.6} aria-hidden />
      )}
      <span className="d-min0">
        {target === null ? (
          t('did.default.none')
        ) : (
          <>
            {t('did.default.line')} <DestinationLink tenantId={tenant.id} target={target} />
          </>
        )}
      </span>
      {may('tenant.update') ? (
        <Button
          variant="default"
          size="xs"
          onClick={() => setChanging(true)}
          aria-label={t('did.default.changeNamed', { act })}
        >
          {act}
        </Button>
      ) : null}
      {isChanging ? <DefaultDialog tenant={tenant} onClose={() => setChanging(false)} /> : null}
    </div>
  );
}

function DefaultDialog({ tenant, onClose }: { tenant: TenantView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const before = tenant.defaultDestination;
  const [target, setTarget] = useState<DestinationView | null>(before);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const put = (revision: number, to: DestinationView | null) =>
    outcome(
      client.tenant.update.mutate({ tenantId: tenant.id, revision, defaultDestination: to?.destination ?? null }),
    );
  const undo = async (revision: number) => {
    const result = await put(revision, before);
    refresh();
    if (result.ok) toastDone(t('common.undone'));
    else toastFailure(result.error);
  };
  const save = async () => {
    setBusy(true);
    const result = await put(tenant.revision, target);
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    onClose();
    toastUndo(
      target === null ? t('did.default.removed.toast') : t('did.default.toast', { name: target.name }),
      () => void undo(result.value.revision),
      t('did.next'),
    );
  };
  const isSame = sameDestination(target?.destination, before?.destination);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('did.default.title')}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'sc-dialog-picks' }}
    >
      <form
        className="d-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSame) void save();
        }}
      >
        <PickDestination
          tenantId={tenant.id}
          label={t('did.default.label')}
          description={t('did.default.hint')}
          value={target}
          onChange={setTarget}
          clearable
          autoFocus
          quiet
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={isSame}>
            {t('user.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
