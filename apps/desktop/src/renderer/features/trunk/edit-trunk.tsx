import { updateAnyTrunkInput, updateTrunkInput, type TrunkView } from '@synergycall/domain';
import { plainWords, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { TrunkFields } from './trunk-fields.tsx';
import { FormPanel } from '../../frame/form-panel.tsx';
import { PATHS, changesOf, trunkFieldOf, valuesOf, type TrunkField, type TrunkValues } from './trunk-values.ts';

/** Words that are not the reader's. */
const CHOICES: ReadonlySet<string> = new Set<TrunkField>([
  'owner',
  'country',
  'transport',
  'where',
  'bare',
  'called',
  'callerId',
  'callerIdWhere',
]);

/** A trunk's own values. */
export function EditTrunk({ trunk, onClose }: { trunk: TrunkView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const isPlatform = useMay(null)('trunk.manage-all');
  const target = { id: trunk.id, revision: trunk.revision };
  const toInput = (v: TrunkValues) => ({
    ...target,
    ...(isPlatform ? {} : { tenantId: trunk.tenantId }),
    ...changesOf(trunk, v, isPlatform),
  });
  const { form, failure, busy, onSubmit } = useEntityForm<TrunkValues, TrunkView>({
    initial: valuesOf(trunk),
    revision: trunk.revision,
    schema: isPlatform ? updateAnyTrunkInput : updateTrunkInput,
    toInput,
    paths: PATHS,
    submit: async (v) => {
      const { tenantId } = trunk;
      return await outcome<TrunkView>(
        isPlatform || tenantId === null
          ? client.trunk.updateAny.mutate({ ...target, ...changesOf(trunk, v, true) })
          : client.trunk.update.mutate({ ...target, tenantId, ...changesOf(trunk, v, false) }),
      );
    },
    onStale: refresh,
    inWords: (field, theirs) => (CHOICES.has(field) ? undefined : plainWords(theirs)),
    fieldOf: (refused): TrunkField | undefined => trunkFieldOf(refused, form.values),
    onDone: (saved) => {
      refresh();
      onClose();
      toastDone(
        t('trunk.saved.toast', { name: saved.name }),
        saved.pending === 'none' ? undefined : saved.tenantId === null ? t('trunk.next.box') : t('trunk.next'),
      );
    },
  });
  const isDirty = Object.keys(changesOf(trunk, form.values, isPlatform)).length > 0;
  return (
    <FormPanel
      id="trunk"
      title={t('trunk.edit.title', { name: trunk.name })}
      submit={t('user.save')}
      busy={busy}
      isDirty={isDirty}
      isIdle={!isDirty}
      failure={failure}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <TrunkFields form={form} trunk={trunk} isPlatform={isPlatform} />
    </FormPanel>
  );
}
