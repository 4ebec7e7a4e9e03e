import { TagsInput, TextInput } from '@mantine/core';
import { updateBoxInput, type BoxView } from '@synergycall/domain';
import { FailureNote, Note, t, toastDone, useEntityForm } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { FormActions } from '../../frame/form-actions.tsx';

interface Values {
  name: string;
  emergencyNumbers: string[];
  emergencyEndpoint: string;
}

/** Only what differs is sent; an empty endpoint is none. */
function changesOf(box: BoxView, v: Values) {
  const name = v.name.trim();
  const endpoint = v.emergencyEndpoint.trim() === '' ? null : v.emergencyEndpoint.trim();
  return {
    ...(name === box.name ? {} : { name }),
    ...(v.emergencyNumbers.join() === box.emergencyNumbers.join() ? {} : { emergencyNumbers: v.emergencyNumbers }),
    ...(endpoint === box.emergencyEndpoint ? {} : { emergencyEndpoint: endpoint }),
  };
}

/** What is saved of the calls is not live before an apply of the box. */
export function BoxForm({ box }: { box: BoxView }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const toInput = (v: Values) => ({ revision: box.revision, ...changesOf(box, v) });
  const { form, failure, busy, discard, onSubmit } = useEntityForm<Values, BoxView>({
    initial: {
      name: box.name,
      emergencyNumbers: [...box.emergencyNumbers],
      emergencyEndpoint: box.emergencyEndpoint ?? '',
    },
    revision: box.revision,
    schema: updateBoxInput,
    toInput,
    submit: (v) => outcome(client.box.update.mutate(toInput(v))),
    onStale: refresh,
    onDone: (saved) => {
      const { name: _name, ...calls } = changesOf(box, form.values);
      const changesCalls = Object.keys(calls).length > 0;
      toastDone(t('box.saved', { name: saved.name }), changesCalls ? t('box.saved.next') : undefined);
      refresh();
    },
  });
  const isDirty = Object.keys(changesOf(box, form.values)).length > 0;
  return (
    <form className="d-form d-form-wide" aria-label={t('settings.box')} onSubmit={onSubmit} noValidate>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <TextInput label={t('settings.box.name')} {...form.getInputProps('name')} />
      <TagsInput
        label={t('settings.box.emergency')}
        description={t('box.emergencyHint')}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        maxTags={20}
        inputMode="numeric"
        {...form.getInputProps('emergencyNumbers')}
      />
      <TextInput
        label={t('settings.box.emergencyEndpoint')}
        description={t('box.endpointHint')}
        placeholder={t('common.none')}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('emergencyEndpoint')}
      />
      {box.emergencyEndpoint === null && form.values.emergencyEndpoint.trim() === '' ? (
        <Note tone="pending" icon={<IconAlertTriangle size={16} stroke={1.75} />} title={t('settings.box.noEmergency')}>
          {t('box.noEndpoint')}
        </Note>
      ) : null}
      <FormActions busy={busy} isDirty={isDirty} onDiscard={discard} />
    </form>
  );
}
