import { createFlowInput, updateFlowInput, type FlowKind, type FlowView } from '@synergycall/domain';
import { t, toastDone, useEntityForm, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { FlowFormFields } from './flow-form.tsx';
import { inWords } from './flow-in-words.ts';
import { FlowPanel } from './flow-panel.tsx';
import { byPart, changesOf, newValues, valuesOf, writtenIn, type FlowValues } from './flow-values.ts';
import { kindOf } from './kinds.tsx';

const fieldOf = (failure: AnyFailure): 'extension' | undefined =>
  failure.code.startsWith('extension.') ? 'extension' : undefined;

interface NewProps {
  onClose: () => void;
  onMade: (flow: FlowView) => void;
}

/** A new call flow of a kind. */
export function NewFlow({ kind: of, onClose, onMade }: NewProps & { kind: FlowKind }) {
  const kind = kindOf(of);
  const client = useTRPCClient();
  const refresh = useRefresh();
  const tenant = useTenant();
  const [initial] = useState(() => newValues(kind.fresh()));
  const toInput = (v: FlowValues) => ({ tenantId: tenant.id, ...writtenIn(v) });
  const { form, failure, busy, onSubmit } = useEntityForm<FlowValues, FlowView>({
    initial,
    schema: byPart(createFlowInput),
    toInput,
    submit: (v) => outcome<FlowView>(client.flow.create.mutate(toInput(v))),
    fieldOf,
    onDone: (made) => {
      refresh();
      onMade(made);
      toastDone(t('callflow.created.toast', { name: made.name }), t('did.next'));
    },
  });
  return (
    <FlowPanel
      title={t(`callflow.${kind.words}.new`)}
      submit={t('callflow.create')}
      size={kind.size}
      busy={busy}
      isDirty={form.isDirty()}
      failure={failure}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <FlowFormFields form={form} tenant={tenant} people={[]} />
    </FlowPanel>
  );
}

/** A call flow's own values. */
export function EditFlow({ flow, onClose }: { flow: FlowView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const tenant = useTenant();
  const { id, tenantId, revision } = flow;
  const toInput = (v: FlowValues) => ({ tenantId, id, revision, ...changesOf(flow, v) });
  const { form, failure, busy, onSubmit } = useEntityForm<FlowValues, FlowView>({
    initial: valuesOf(flow),
    revision,
    schema: byPart(updateFlowInput),
    toInput,
    submit: (v) => outcome<FlowView>(client.flow.update.mutate(toInput(v))),
    onStale: refresh,
    parts: ['settings', 'settings.labels', 'exits'],
    inWords,
    fieldOf,
    onDone: (saved) => {
      refresh();
      onClose();
      toastDone(t('callflow.saved.toast', { name: saved.name }), saved.pending === 'none' ? undefined : t('did.next'));
    },
  });
  const isDirty = Object.keys(changesOf(flow, form.values)).length > 0;
  return (
    <FlowPanel
      title={t('callflow.edit.title', { name: flow.name })}
      submit={t('user.save')}
      size={kindOf(flow.settings.kind).size}
      busy={busy}
      isDirty={isDirty}
      isIdle={!isDirty}
      failure={failure}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <FlowFormFields form={form} tenant={tenant} flow={flow} people={flow.people} />
    </FlowPanel>
  );
}
