import { NumberInput, TextInput } from '@mantine/core';
import type { TrunkView } from '@synergycall/domain';
import { formatNumber, t } from '@synergycall/ui';
import type { RuleForm } from './rule-panel.tsx';
import { ruleOf } from './rule-values.ts';
import { sampleFor, sentAs } from './sample-number.ts';
import { TrunkOrder } from './trunk-order.tsx';

/** How an allowed call goes out: by which trunks, and what is done to the digits before. */
export function AllowFields({ form, trunks }: { form: RuleForm; trunks: readonly TrunkView[] }) {
  const { values, errors } = form;
  return (
    <>
      <TrunkOrder
        trunks={trunks}
        value={values.trunks}
        onChange={(order) => {
          form.setFieldValue('trunks', order);
          form.clearFieldError('trunks');
        }}
        error={
          errors['trunks'] !== undefined && values.trunks.length === 0
            ? t('policy.trunks.none')
            : form.getInputProps('trunks').error
        }
      />
      <div>
        <div className="d-pair d-pair-even">
          <NumberInput
            label={t('policy.rule.strip')}
            hideControls
            min={0}
            max={14}
            clampBehavior="strict"
            allowDecimal={false}
            {...form.getInputProps('strip')}
          />
          <TextInput
            label={t('policy.rule.prepend')}
            placeholder={t('policy.rule.prepend.none')}
            inputMode="numeric"
            spellCheck={false}
            autoComplete="off"
            {...form.getInputProps('prepend')}
          />
        </div>
        <SentExample form={form} trunk={trunks.find(({ id }) => id === values.trunks[0])} />
      </div>
    </>
  );
}

/** What the carrier is sent, by example, as the fields stand. */
function SentExample({ form, trunk }: { form: RuleForm; trunk: TrunkView | undefined }) {
  const { match, act } = ruleOf({ ...form.values, name: '' });
  const sample = sampleFor(match);
  if (sample === undefined || act.does === 'deny' || !/^\d{0,15}$/.test(act.prepend))
    return <p className="d-example">{t('policy.sent.hint')}</p>;
  const sent = sentAs(sample, act, trunk);
  const number = formatNumber(sample);
  return (
    <p className="d-example" role="status">
      {sent.tag === 'length'
        ? t('policy.sent.length', { number })
        : trunk
          ? t('policy.sent.by', { number, sent: sent.as, trunk: trunk.name })
          : t('trunk.out.example', { number, sent: sent.as })}
    </p>
  );
}
