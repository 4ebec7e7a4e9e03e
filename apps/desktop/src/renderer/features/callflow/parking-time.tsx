import { Button, NumberInput } from '@mantine/core';
import { LEAST_PARK_SECONDS, MOST_PARK_SECONDS, updateTenantInput, type TenantView } from '@synergycall/domain';
import { FailureNote, Section, t, toastDone, toastFailure, toastUndo, useEntityForm } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { shownNumber, writtenNumber } from './number-input.ts';

/** As long a parked call waits for somebody to take it; by apply. */
export function ParkingTime({ tenant }: { tenant: TenantView }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const isFixed = !useMay(tenant.id)('tenant.update');
  const before = tenant.parkSeconds;
  const inputOf = (parkSeconds: number, revision: number) => ({ tenantId: tenant.id, revision, parkSeconds });
  const put = (parkSeconds: number, revision: number) =>
    outcome<TenantView>(client.tenant.update.mutate(inputOf(parkSeconds, revision)));
  const undo = async (revision: number) => {
    const result = await put(before, revision);
    refresh();
    if (result.ok) toastDone(t('common.undone'));
    else toastFailure(result.error);
  };
  const { form, failure, busy, discard, onSubmit } = useEntityForm<{ parkSeconds: number }, TenantView>({
    initial: { parkSeconds: before },
    revision: tenant.revision,
    schema: updateTenantInput,
    toInput: (v) => inputOf(v.parkSeconds, tenant.revision),
    submit: (v) => put(v.parkSeconds, tenant.revision),
    onStale: refresh,
    onDone: (saved) => {
      refresh();
      toastUndo(
        t('features.parking.toast', { seconds: saved.parkSeconds }),
        () => void undo(saved.revision),
        t('trunk.next'),
      );
    },
  });
  const isDirty = form.values.parkSeconds !== before;
  return (
    <Section
      title={t('features.parking')}
      about={t('features.parking.about', { from: LEAST_PARK_SECONDS, to: MOST_PARK_SECONDS })}
    >
      <form className="d-parking" onSubmit={onSubmit} noValidate autoComplete="off">
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <NumberInput
          label={t('features.parking.label')}
          min={LEAST_PARK_SECONDS}
          max={MOST_PARK_SECONDS}
          suffix=" s"
          hideControls
          allowDecimal={false}
          allowNegative={false}
          disabled={isFixed}
          error={form.getInputProps('parkSeconds').error}
          value={shownNumber(form.values.parkSeconds)}
          onChange={(value) => form.setFieldValue('parkSeconds', writtenNumber(value))}
        />
        {isFixed ? null : (
          <Button type="submit" variant="default" loading={busy} disabled={!isDirty}>
            {t('user.save')}
          </Button>
        )}
        {isDirty ? (
          <Button variant="subtle" color="gray" onClick={discard}>
            {t('common.discard')}
          </Button>
        ) : null}
      </form>
    </Section>
  );
}
