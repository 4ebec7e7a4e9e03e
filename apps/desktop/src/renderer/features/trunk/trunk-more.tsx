import { MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { codec, numberForm, trunkCallerId, trunkInbound, trunkTransport } from '@synergycall/domain';
import { Note, t } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CalledExamples, SentExample } from './number-examples.tsx';
import type { TrunkForm } from './trunk-fields.tsx';
import { inboundOf } from './trunk-values.ts';

const CODECS: Readonly<Record<string, string>> = {
  opus: 'Opus',
  g722: 'G.722',
  alaw: 'G.711 A-law',
  ulaw: 'G.711 µ-law',
  g729: 'G.729',
  gsm: 'GSM',
};
export const codecName = (value: string): string => CODECS[value] ?? value;

/** The catalogue has the middle of a sentence, as changes are told; a choice stands for itself. */
const asChoice = (words: string): string => (words[0]?.toUpperCase() ?? '') + words.slice(1);

/** What has a usual value: the connection, how numbers are read and written, the caller id. */
export function TrunkMore(props: { form: TrunkForm; isPlatform: boolean; children: ReactNode }) {
  const { form } = props;
  const field = form.getInputProps;
  const inbound = inboundOf(form.values);
  return (
    <>
      <fieldset className="d-fieldset">
        <legend>{t('trunk.connection')}</legend>
        <div className="d-pair d-clear">
          <Select
            label={t('trunk.transport')}
            allowDeselect={false}
            data={trunkTransport.options.map((value) => ({ value, label: t(`trunk.transport.${value}`) }))}
            {...field('transport')}
          />
          <NumberInput
            label={t('trunk.port')}
            placeholder={t('trunk.port.usual')}
            hideControls
            allowDecimal={false}
            {...field('port')}
          />
        </div>
        {props.children}
        <MultiSelect
          label={t('trunk.codecs')}
          description={t('trunk.codecs.hint')}
          data={codec.options.map((value) => ({ value, label: codecName(value) }))}
          comboboxProps={{ withinPortal: false, floatingStrategy: 'fixed' }}
          withScrollArea={false}
          {...field('codecs')}
        />
        <NumberInput
          label={t('trunk.limit')}
          description={t('trunk.limit.hint')}
          placeholder={t('trunk.limit.none')}
          hideControls
          allowDecimal={false}
          {...field('channelLimit')}
        />
        <div className="d-pair d-pair-even">
          <TextInput
            label={t('trunk.fromUser')}
            description={t('trunk.fromUser.hint')}
            placeholder={t('common.none')}
            spellCheck={false}
            autoComplete="off"
            {...field('fromUser')}
          />
          <TextInput
            label={t('trunk.fromDomain')}
            placeholder={t('common.none')}
            spellCheck={false}
            autoComplete="off"
            {...field('fromDomain')}
          />
        </div>
        {props.isPlatform ? <PrivateField form={form} /> : null}
      </fieldset>
      <fieldset className="d-fieldset">
        <legend>{t('trunk.in')}</legend>
        <Select
          label={t('trunk.in.where')}
          className="d-clear"
          allowDeselect={false}
          data={trunkInbound.shape.where.options.map((value) => ({
            value,
            label: asChoice(t(`trunk.in.where.${value}`)),
          }))}
          {...field('where')}
        />
        <TextInput label={t('trunk.in.countryCode')} placeholder="49" inputMode="numeric" {...field('countryCode')} />
        <div className="d-pair d-pair-even">
          <TextInput
            label={t('trunk.in.nationalPrefix')}
            placeholder={t('trunk.in.noPrefix')}
            inputMode="numeric"
            {...field('nationalPrefix')}
          />
          <TextInput
            label={t('trunk.in.internationalPrefix')}
            placeholder={t('trunk.in.noPrefix')}
            inputMode="numeric"
            {...field('internationalPrefix')}
          />
        </div>
        <Select
          label={t('trunk.in.bare')}
          allowDeselect={false}
          data={trunkInbound.shape.bare.options.map((value) => ({
            value,
            label: asChoice(t(`trunk.in.bare.${value}`)),
          }))}
          {...field('bare')}
        />
        <CalledExamples inbound={inbound} />
      </fieldset>
      <fieldset className="d-fieldset">
        <legend>{t('trunk.out')}</legend>
        <div className="d-clear">
          <FormField label={t('trunk.out.called')} input={field('called')} />
          <SentExample inbound={inbound} form={form.values.called} what="called" />
        </div>
        <div>
          <FormField label={t('trunk.out.callerId')} input={field('callerId')} />
          <SentExample inbound={inbound} form={form.values.callerId} what="callerId" />
        </div>
        <Select
          label={t('trunk.out.where')}
          allowDeselect={false}
          data={trunkCallerId.shape.where.options.map((value) => ({
            value,
            label: asChoice(value === 'both' ? t('trunk.out.where.title') : t(`trunk.out.where.${value}`)),
          }))}
          {...field('callerIdWhere')}
        />
      </fieldset>
    </>
  );
}

const FormField = ({ label, input }: { label: string; input: object }) => (
  <Select
    label={label}
    allowDeselect={false}
    data={numberForm.options.map((value) => ({ value, label: asChoice(t(`trunk.form.${value}`)) }))}
    {...input}
  />
);

/** SECURITY: opens the trunk to whatever sits in a private network; says so as long as it does. */
function PrivateField({ form }: { form: TrunkForm }) {
  return (
    <>
      <Switch
        label={t('trunk.private')}
        description={t('trunk.private.hint')}
        {...form.getInputProps('allowPrivate', { type: 'checkbox' })}
      />
      {form.values.allowPrivate ? (
        <Note tone="pending" icon={<IconAlertTriangle size={16} stroke={1.75} />} title={t('trunk.private.warning')}>
          {t('trunk.private.warning.text')}
        </Note>
      ) : null}
    </>
  );
}
