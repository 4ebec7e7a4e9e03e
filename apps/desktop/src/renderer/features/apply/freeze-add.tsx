import { Button, Chip, SegmentedControl, TextInput } from '@mantine/core';
import { addFreezeInput, type FreezeView, type TenantView, type Weekday } from '@synergycall/domain';
import { FailureNote, SidePanel, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { WEEKDAYS, windowText } from './freeze-words.ts';
import { hoursAhead, instantOf } from './schedule-time.ts';

interface Values {
  kind: 'once' | 'weekly';
  from: string;
  until: string;
  days: Weekday[];
  dayFrom: string;
  dayUntil: string;
  reason: string;
}

const inputOf = (tenant: TenantView, v: Values) => ({
  tenantId: tenant.id,
  reason: v.reason.trim(),
  window:
    v.kind === 'once'
      ? {
          kind: v.kind,
          from: instantOf(v.from, tenant.timezone) ?? '',
          until: instantOf(v.until, tenant.timezone) ?? '',
        }
      : { kind: v.kind, days: v.days, from: v.dayFrom, until: v.dayUntil },
});

/** A new freeze, once or every week, in the tenant's own time. */
export function AddFreeze({ tenant, onClose }: { tenant: TenantView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const { form, failure, busy, onSubmit } = useEntityForm<Values, FreezeView>({
    initial: {
      kind: 'once',
      from: hoursAhead(1, tenant.timezone),
      until: hoursAhead(25, tenant.timezone),
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      dayFrom: '08:00',
      dayUntil: '18:00',
      reason: '',
    },
    schema: addFreezeInput,
    toInput: (v) => inputOf(tenant, v),
    submit: (v) => outcome<FreezeView>(client.freeze.add.mutate(inputOf(tenant, v))),
    paths: { 'window.from': 'from', 'window.until': 'until', 'window.days': 'days' },
    fieldOf: (f) => (f.code === 'apply.schedule-invalid' ? 'until' : undefined),
    onDone: (made) => {
      refresh();
      onClose();
      toastDone(t('freeze.added'), windowText(made.window, tenant.timezone));
    },
  });
  const { values } = form;
  return (
    <SidePanel
      open
      onClose={onClose}
      title={t('freeze.add.title', { tenant: tenant.name })}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="add-freeze" loading={busy}>
            {t('freeze.add')}
          </Button>
        </>
      }
    >
      <form id="add-freeze" className="d-form" onSubmit={onSubmit} noValidate>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <p className="sc-dim d-flush">{t('freeze.add.about', { zone: tenant.timezone })}</p>
        <SegmentedControl
          aria-label={t('freeze.kind')}
          data={(['once', 'weekly'] as const).map((value) => ({ value, label: t(`freeze.kind.${value}`) }))}
          {...form.getInputProps('kind')}
        />
        {values.kind === 'once' ? (
          <>
            <TextInput type="datetime-local" label={t('freeze.from')} {...form.getInputProps('from')} />
            <TextInput type="datetime-local" label={t('freeze.until')} {...form.getInputProps('until')} />
          </>
        ) : (
          <>
            <div role="group" aria-labelledby="freeze-days">
              <div className="d-field-label" id="freeze-days">
                {t('freeze.field.days')}
              </div>
              <Chip.Group multiple {...form.getInputProps('days')}>
                <div className="d-chips">
                  {WEEKDAYS.map((day) => (
                    <Chip key={day} value={day} size="xs">
                      {t(`freeze.day.${day}`)}
                    </Chip>
                  ))}
                </div>
              </Chip.Group>
              {form.errors['days'] === undefined ? null : (
                <div className="d-field-error" role="alert">
                  {t('freeze.noDays')}
                </div>
              )}
            </div>
            <div className="d-pair d-pair-even">
              <TextInput
                type="time"
                label={t('freeze.from')}
                {...form.getInputProps('dayFrom')}
                error={form.errors['from']}
              />
              <TextInput
                type="time"
                label={t('freeze.until')}
                {...form.getInputProps('dayUntil')}
                error={form.errors['until']}
                description={values.dayUntil <= values.dayFrom ? t('freeze.overnight') : undefined}
              />
            </div>
          </>
        )}
        <TextInput
          label={t('freeze.reason')}
          description={t('freeze.reason.about')}
          data-autofocus
          {...form.getInputProps('reason')}
        />
      </form>
    </SidePanel>
  );
}
