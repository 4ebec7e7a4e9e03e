import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FreezeView, TenantView } from '@synergycall/domain';
import { ConfirmDialog, FailureNote, SkeletonLines, StateDot, t, toastDone, type AnyFailure } from '@synergycall/ui';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { AddFreeze } from './freeze-add.tsx';
import { windowText } from './freeze-words.ts';

/** When nothing of the tenant is applied: the windows, why and by whom; added and removed here. */
export function FreezeWindows({ tenant }: { tenant: TenantView }) {
  const trpc = useTRPC();
  const may = useMay(tenant.id);
  const mayUpdate = may('freeze.update');
  const [isAdding, setAdding] = useState(false);
  const query = useQuery(trpc.freeze.list.queryOptions({ tenantId: tenant.id }, { refetchInterval: 30_000 }));
  const state = loadable(query);
  const rows: readonly FreezeView[] = state.tag === 'ready' ? state.value.rows : [];
  return (
    <section className="d-freezes" aria-labelledby="freezes">
      <div className="d-row">
        <div className="d-grow">
          <h3 className="d-store-title" id="freezes">
            {t('freeze.title')}
          </h3>
          <p className="sc-dim d-flush">{t('freeze.about', { zone: tenant.timezone })}</p>
        </div>
        {mayUpdate ? (
          <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
            {t('freeze.add')}
          </Button>
        ) : null}
      </div>
      {state.tag === 'loading' ? <SkeletonLines lines={2} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' && rows.length === 0 ? <p className="sc-dim d-flush">{t('freeze.empty')}</p> : null}
      {rows.length === 0 ? null : (
        <ul className="d-freeze-list" aria-label={t('freeze.title')}>
          {rows.map((freeze) => (
            <FreezeRow key={freeze.id} freeze={freeze} tenant={tenant} mayRemove={mayUpdate} />
          ))}
        </ul>
      )}
      {isAdding ? <AddFreeze tenant={tenant} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function FreezeRow(props: { freeze: FreezeView; tenant: TenantView; mayRemove: boolean }) {
  const { freeze, tenant } = props;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const words = windowText(freeze.window, tenant.timezone);
  const remove = async () => {
    setBusy(true);
    const result = await outcome(client.freeze.remove.mutate({ tenantId: tenant.id, id: freeze.id }));
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    setAsking(false);
    return toastDone(t('freeze.removed'));
  };
  return (
    <li>
      <div className="d-grow d-min0">
        <div className="d-row">
          <span className="d-strong d-sentence">{words}</span>
          {freeze.active ? <StateDot tone="pending" label={t('freeze.active')} /> : null}
        </div>
        <div className="sc-dim">
          <bdi>{freeze.reason}</bdi> · {t('apply.job.by', { actor: freeze.by })}
        </div>
      </div>
      {props.mayRemove ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('freeze.remove.named', { window: words })}
          onClick={() => setAsking(true)}
        >
          <IconTrash size={16} stroke={1.75} />
        </ActionIcon>
      ) : null}
      <ConfirmDialog
        open={isAsking}
        title={t('freeze.remove.title')}
        confirm={t('freeze.remove')}
        busy={busy}
        failure={failure}
        onClose={() => {
          setAsking(false);
          setFailure(undefined);
        }}
        onConfirm={() => void remove()}
      >
        {t('freeze.remove.text', { window: words, tenant: tenant.name })}
      </ConfirmDialog>
    </li>
  );
}
