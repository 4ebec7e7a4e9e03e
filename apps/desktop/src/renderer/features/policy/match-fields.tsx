import { MultiSelect, Select, TextInput, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import { ruleMatch } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useMemo } from 'react';
import { codeOptions, isCodeFound, namesWith } from './calling-codes.ts';
import type { RuleForm } from './rule-panel.tsx';

const KINDS = ruleMatch.options.map((option) => option.shape.by.value);
/** First what people choose most. */
const ORDER = ['country', 'prefix', 'range', 'any', 'pattern', 'regex'] as const satisfies typeof KINDS;

const find: OptionsFilter = ({ options, search, limit }) =>
  (options as ComboboxItem[]).filter(({ value }) => isCodeFound(value, search)).slice(0, limit);

/** Which numbers a rule is about. */
export function MatchFields({ form }: { form: RuleForm }) {
  const { by, codes } = form.values;
  const options = useMemo(() => codeOptions(), []);
  const field = form.getInputProps;
  const shared = codes.filter((code) => namesWith(code).length > 1);
  return (
    <>
      <Select
        label={t('policy.rule.numbers')}
        data-autofocus
        allowDeselect={false}
        data={ORDER.map((value) => ({ value, label: t(`policy.match.${value}`) }))}
        {...field('by')}
      />
      {by === 'country' ? (
        <MultiSelect
          label={t('policy.match.country.label')}
          placeholder={codes.length === 0 ? t('policy.match.country.placeholder') : ''}
          description={shared
            .slice(0, 2)
            .map((code) => t('policy.match.country.shared', { code, n: namesWith(code).length }))
            .join(' ')}
          searchable
          hidePickedOptions
          selectFirstOptionOnChange
          clearSearchOnChange
          nothingFoundMessage={t('policy.match.country.nothing')}
          limit={60}
          filter={find}
          data={options}
          comboboxProps={{ withinPortal: false, floatingStrategy: 'fixed' }}
          withScrollArea={false}
          styles={{ options: { maxHeight: 220, overflowY: 'auto' } }}
          {...field('codes')}
          error={form.errors['codes'] === undefined ? field('codes').error : t('policy.match.country.none')}
        />
      ) : null}
      {by === 'prefix' ? (
        <TextInput
          label={t('policy.match.prefix.label')}
          description={t('policy.match.prefix.hint')}
          placeholder="+491900"
          spellCheck={false}
          autoComplete="off"
          {...field('prefix')}
        />
      ) : null}
      {by === 'range' ? (
        <div className="d-pair d-pair-even">
          <TextInput
            label={t('policy.match.range.from')}
            placeholder="+4930123400"
            spellCheck={false}
            autoComplete="off"
            {...field('from')}
          />
          <TextInput
            label={t('policy.match.range.to')}
            placeholder="+4930123499"
            spellCheck={false}
            autoComplete="off"
            {...field('to')}
          />
        </div>
      ) : null}
      {by === 'pattern' ? (
        <TextInput
          label={t('policy.match.pattern.label')}
          description={t('policy.match.pattern.hint')}
          placeholder="_+49NXX."
          spellCheck={false}
          autoComplete="off"
          {...field('pattern')}
        />
      ) : null}
      {by === 'regex' ? (
        <TextInput
          label={t('policy.match.regex.label')}
          description={t('policy.match.regex.hint')}
          placeholder="\+49(30|40)\d+"
          spellCheck={false}
          autoComplete="off"
          {...field('regex')}
        />
      ) : null}
    </>
  );
}
