import { Radio, Select, TextInput } from '@mantine/core';
import { dialling as diallingSchema } from '@synergycall/domain';
import { t, type EntityForm } from '@synergycall/ui';
import { useMemo } from 'react';
import { countryOptions, planOf } from '../trunk/number-plans.ts';
import { DiallingExamples } from './dialling-examples.tsx';
import { diallingOf, type OutboundValues } from './outbound-values.ts';

/** Countries whose habits stand in these fields, the first of them; others have no name here. */
const countryOf = (v: OutboundValues, options: readonly { value: string }[]): string | null => {
  const isMeant = (country: string) => {
    const plan = planOf(country);
    return (
      plan !== undefined &&
      plan.countryCode === v.countryCode.trim() &&
      plan.nationalPrefix === v.nationalPrefix.trim() &&
      plan.internationalPrefix === v.internationalPrefix.trim()
    );
  };
  if (v.country !== '' && isMeant(v.country)) return v.country;
  // Before Canada: with one plan for both, the bigger one stands for it.
  if (isMeant('US')) return 'US';
  return options.find(({ value }) => isMeant(value))?.value ?? null;
};

/** How people dial numbers outside, and what is made of it, by example. */
export function DiallingFields({ form, isFixed }: { form: EntityForm<OutboundValues>['form']; isFixed: boolean }) {
  const options = useMemo(() => countryOptions(), []);
  const { values } = form;
  const field = form.getInputProps;
  return (
    <div className="d-dialling">
      <div className="d-form d-min0">
        <Radio.Group
          label={t('policy.dialling.how')}
          value={values.isPlusOnly ? 'plus' : 'habits'}
          onChange={(choice) => form.setFieldValue('isPlusOnly', choice === 'plus')}
        >
          <div className="d-choices">
            <Radio size="xs" value="habits" disabled={isFixed} label={t('policy.dialling.habits')} />
            <Radio
              size="xs"
              value="plus"
              disabled={isFixed}
              label={t('policy.dialling.plus')}
              description={t('policy.dialling.plus.about')}
            />
          </div>
        </Radio.Group>
        {values.isPlusOnly ? null : (
          <>
            <Select
              label={t('policy.dialling.country')}
              description={t('policy.dialling.country.hint')}
              placeholder={t('policy.dialling.country.placeholder')}
              searchable
              selectFirstOptionOnChange
              allowDeselect={false}
              limit={60}
              data={options}
              value={countryOf(values, options)}
              onChange={(country) => {
                const plan = country === null ? undefined : planOf(country);
                if (country === null || !plan) return;
                form.setValues({
                  country,
                  countryCode: plan.countryCode,
                  nationalPrefix: plan.nationalPrefix,
                  internationalPrefix: plan.internationalPrefix,
                  bare: plan.bare === 'national' || plan.nationalPrefix === '' ? 'national' : 'none',
                });
                form.clearFieldError('countryCode');
              }}
            />
            <div className="d-dialling-row">
              <TextInput
                label={t('trunk.in.countryCode')}
                placeholder="49"
                inputMode="numeric"
                autoComplete="off"
                {...field('countryCode')}
              />
              <TextInput
                label={t('policy.dialling.national')}
                placeholder={t('trunk.in.noPrefix')}
                inputMode="numeric"
                autoComplete="off"
                {...field('nationalPrefix')}
              />
              <TextInput
                label={t('policy.dialling.international')}
                placeholder={t('trunk.in.noPrefix')}
                inputMode="numeric"
                autoComplete="off"
                {...field('internationalPrefix')}
              />
            </div>
            <div className="d-pair d-pair-even">
              <Select
                label={t('policy.dialling.bare')}
                allowDeselect={false}
                data={diallingSchema.shape.bare.options.map((value) => ({
                  value,
                  label: t(`policy.dialling.bare.${value}`),
                }))}
                {...field('bare')}
              />
              {values.bare === 'local' ? (
                <TextInput
                  label={t('policy.dialling.area')}
                  placeholder="30"
                  inputMode="numeric"
                  autoComplete="off"
                  {...field('areaCode')}
                />
              ) : null}
            </div>
            <TextInput
              label={t('policy.dialling.outside')}
              description={t('policy.dialling.outside.hint')}
              placeholder={t('trunk.in.noPrefix')}
              inputMode="numeric"
              autoComplete="off"
              {...field('outsidePrefix')}
            />
          </>
        )}
      </div>
      <DiallingExamples dialling={diallingOf(values)} />
    </div>
  );
}
