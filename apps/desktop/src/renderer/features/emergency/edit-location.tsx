import { createLocationInput, updateLocationInput, type LocationView, type TenantId } from '@synergycall/domain';
import { formatNumber, plainWords, t, toastDone, useEntityForm, type AnyFailure } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { LocationFields } from './location-fields.tsx';
import { FormPanel } from '../../frame/form-panel.tsx';
import { NO_LOCATION, changesOf, valuesOf, writtenIn, type LocationValues } from './location-values.ts';

const fieldOf = ({ code }: AnyFailure): keyof LocationValues | undefined =>
  code === 'outbound.not-own-number' ? 'callerId' : code === 'user.not-found' ? 'notifyUserIds' : undefined;

export function NewLocation(props: {
  tenantId: TenantId;
  isFirst: boolean;
  onClose: () => void;
  onMade: (made: LocationView) => void;
}) {
  const { tenantId } = props;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const toInput = (v: LocationValues) => ({ tenantId, ...writtenIn(v), isDefault: v.isDefault });
  const { form, failure, busy, onSubmit } = useEntityForm<LocationValues, LocationView>({
    initial: NO_LOCATION,
    schema: createLocationInput,
    toInput,
    submit: (v) => outcome<LocationView>(client.location.create.mutate(toInput(v))),
    fieldOf,
    onDone: (made) => {
      refresh();
      props.onMade(made);
      toastDone(t('location.created.toast', { name: made.name }), t('did.next'));
    },
  });
  return (
    <FormPanel
      id="location"
      title={t('location.new')}
      submit={t('location.create')}
      busy={busy}
      isDirty={form.isDirty()}
      failure={failure}
      onSubmit={onSubmit}
      onClose={props.onClose}
    >
      <LocationFields form={form} tenantId={tenantId} isDefaultAlready={false} isFirst={props.isFirst} />
    </FormPanel>
  );
}

export function EditLocation({ location, onClose }: { location: LocationView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const { id, tenantId, revision } = location;
  const toInput = (v: LocationValues) => ({ tenantId, id, revision, ...changesOf(location, v) });
  const { form, failure, busy, onSubmit } = useEntityForm<LocationValues, LocationView>({
    initial: valuesOf(location),
    revision,
    schema: updateLocationInput,
    toInput,
    submit: (v) => outcome<LocationView>(client.location.update.mutate(toInput(v))),
    onStale: refresh,
    inWords: (field, theirs) =>
      field === 'notifyUserIds'
        ? undefined
        : field === 'callerId' && typeof theirs === 'string'
          ? formatNumber(theirs)
          : plainWords(theirs),
    fieldOf,
    onDone: (saved) => {
      refresh();
      onClose();
      toastDone(t('location.saved.toast', { name: saved.name }), saved.pending === 'none' ? undefined : t('did.next'));
    },
  });
  const isDirty = Object.keys(changesOf(location, form.values)).length > 0;
  return (
    <FormPanel
      id="location"
      title={t('location.edit.title', { name: location.name })}
      submit={t('user.save')}
      busy={busy}
      isDirty={isDirty}
      isIdle={!isDirty}
      failure={failure}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <LocationFields form={form} tenantId={tenantId} isDefaultAlready={location.isDefault} isFirst={false} />
    </FormPanel>
  );
}
