import type { TenantId, TrunkView } from '@synergycall/domain';
import { t, toastDone, useEntityForm } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { countryIn } from './number-plans.ts';
import { TrunkFields, type Owner } from './trunk-fields.tsx';
import { FormPanel } from '../../frame/form-panel.tsx';
import {
  BOX,
  PATHS,
  createSchema,
  createdBy,
  newValues,
  trunkFieldOf,
  type TrunkField,
  type TrunkValues,
} from './trunk-values.ts';

/** A new trunk: of the tenant whose page it is made on, or of whom one says among all. */
export function NewTrunk(props: {
  /** The tenant whose page it is; null: the page of all trunks. */
  tenantId: TenantId | null;
  /** Tells the country, if it does. */
  timezone: string;
  owners: readonly Owner[];
  onClose: () => void;
  onMade: (trunk: TrunkView) => void;
}) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const isPlatform = useMay(null)('trunk.manage-all');
  const owned = (v: TrunkValues) => (v.owner === BOX ? null : (v.owner as TenantId));
  const toInput = (v: TrunkValues) =>
    isPlatform
      ? { ...createdBy(v, true), inTenant: owned(v), kind: v.kind }
      : { ...createdBy(v, false), tenantId: props.tenantId };
  const { form, failure, busy, onSubmit } = useEntityForm<TrunkValues, TrunkView>({
    initial: newValues(props.tenantId ?? BOX, countryIn(props.timezone)),
    schema: createSchema(isPlatform),
    toInput,
    paths: PATHS,
    submit: (v) => {
      const made = toInput(v);
      return outcome<TrunkView>(
        'kind' in made
          ? client.trunk.createAny.mutate(made)
          : client.trunk.create.mutate(made as Parameters<typeof client.trunk.create.mutate>[0]),
      );
    },
    fieldOf: (refused): TrunkField | undefined => trunkFieldOf(refused, form.values),
    onDone: (made) => {
      refresh();
      props.onMade(made);
      toastDone(
        t('trunk.created.toast', { name: made.name }),
        made.tenantId === null ? t('trunk.next.box') : t('trunk.next'),
      );
    },
  });
  return (
    <FormPanel
      id="trunk"
      title={t('trunk.new')}
      submit={t('trunk.create')}
      busy={busy}
      isDirty={form.isDirty()}
      failure={failure}
      onSubmit={onSubmit}
      onClose={props.onClose}
    >
      <TrunkFields form={form} isPlatform={isPlatform} {...(props.tenantId === null ? { owners: props.owners } : {})} />
    </FormPanel>
  );
}
