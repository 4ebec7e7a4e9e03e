import { Button } from '@mantine/core';
import { updateDidInput, type DestinationView, type DidView } from '@synergycall/domain';
import { Facts, FailureNote, RelativeTime, formatNumber, t, toastDone, useEntityForm } from '@synergycall/ui';
import { Link } from 'wouter';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { routes } from '../../frame/routes.ts';
import { ActButton } from '../history/act-button.tsx';
import { DidState } from './did-columns.tsx';
import { DidFields, valuesOf, writtenIn, type DidValues } from './did-fields.tsx';
import { LeadsTo } from './leads-to.tsx';
import { CopyNumber, NumberText } from './number-text.tsx';
import { PeekFrame } from './peek-frame.tsx';

export type InventoryAct = 'allocate' | 'takeBack' | 'remove';

/** A number of the box beside the list: whose it is, what is known of it, what the platform can do with it. */
export function InventoryPeek(props: {
  did: DidView;
  fallback: DestinationView | null;
  onAct: (act: InventoryAct) => void;
  onClose: () => void;
}) {
  const { did } = props;
  return (
    <PeekFrame
      name={did.number}
      onClose={props.onClose}
      header={
        <>
          <h2 className="d-peek-title d-row">
            <NumberText number={did.number} />
            <CopyNumber number={did.number} />
          </h2>
          <DidState did={did} />
        </>
      }
      footer={
        did.tenantId === null ? (
          <div className="d-peek-acts">
            <Button onClick={() => props.onAct('allocate')}>{t('inventory.allocate')}</Button>
            <Button variant="default" className="d-danger" onClick={() => props.onAct('remove')}>
              {t('inventory.remove')}
            </Button>
          </div>
        ) : (
          <ActButton
            variant="default"
            fullWidth
            whyNot={did.status === 'assigned' ? t('did.return.assigned') : undefined}
            onClick={() => props.onAct('takeBack')}
          >
            {t('inventory.takeBack')}
          </ActButton>
        )
      }
    >
      <Facts
        rows={[
          [
            t('did.col.tenant'),
            did.tenantId === null ? (
              <span className="sc-dim">{t('inventory.ofNobody')}</span>
            ) : (
              <Link key="tenant" href={routes.number(did.tenantId, did.id)} className="d-quiet-link">
                <bdi>{did.tenantName}</bdi>
              </Link>
            ),
          ],
          ...(did.tenantId === null
            ? []
            : [[t('did.col.leadsTo'), <LeadsTo key="to" did={did} fallback={props.fallback} />] as const]),
          [t('user.since'), <RelativeTime key="since" at={did.createdAt} />],
        ]}
      />
      <EditNumber key={did.id} did={did} />
    </PeekFrame>
  );
}

function EditNumber({ did }: { did: DidView }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const toInput = (v: DidValues) => ({ id: did.id, revision: did.revision, ...changesOf(did, v) });
  const { form, failure, busy, discard, onSubmit } = useEntityForm<DidValues, DidView>({
    initial: valuesOf(did),
    revision: did.revision,
    schema: updateDidInput,
    toInput,
    submit: (v) => outcome(client.did.change.mutate(toInput(v))),
    onStale: refresh,
    onDone: (saved) => {
      refresh();
      toastDone(t('inventory.saved.toast', { number: formatNumber(saved.number) }));
    },
  });
  const isDirty = Object.keys(changesOf(did, form.values)).length > 0;
  return (
    <form className="d-form d-peek-form" onSubmit={onSubmit} noValidate>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <DidFields field={(name) => form.getInputProps(name)} />
      {isDirty ? (
        <div className="d-form-actions">
          <Button type="submit" loading={busy}>
            {t('user.save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={discard}>
            {t('common.discard')}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

/** Only what differs is sent. */
function changesOf(did: DidView, v: DidValues): Partial<ReturnType<typeof writtenIn>> {
  const differs = Object.entries(writtenIn(v)).filter(([field, to]) => did[field as keyof DidValues] !== to);
  return Object.fromEntries(differs);
}
