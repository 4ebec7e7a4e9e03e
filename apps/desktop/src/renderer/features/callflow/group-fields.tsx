import { NumberInput, Select, TextInput } from '@mantine/core';
import { ringStrategy } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { MemberList } from './member-list.tsx';
import { shownNumber, writtenNumber } from './number-input.ts';

const asChoice = (words: string): string => (words[0]?.toUpperCase() ?? '') + words.slice(1);

/** Who rings, how, and for how long. */
export function GroupFields({ settings, onChange, problem, people }: FieldsProps<SettingsOf<'ring_group'>>) {
  const { strategy } = settings;
  return (
    <>
      <div className="d-pair">
        <Select
          label={t('callflow.group.strategy')}
          allowDeselect={false}
          data={ringStrategy.options.map((value) => ({ value, label: asChoice(t(`flow.strategy.${value}`)) }))}
          value={strategy}
          error={problem('strategy')}
          onChange={(value) => onChange({ ...settings, strategy: ringStrategy.catch(strategy).parse(value) })}
        />
        <NumberInput
          label={t(strategy === 'all' ? 'callflow.group.seconds' : 'callflow.group.secondsEach')}
          suffix=" s"
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={shownNumber(settings.ringSeconds)}
          error={problem('ringSeconds')}
          onChange={(value) => onChange({ ...settings, ringSeconds: writtenNumber(value) })}
        />
      </div>
      <MemberList settings={settings} onChange={onChange} problem={problem} people={people} />
      <TextInput
        label={t('callflow.group.prefix')}
        description={t('callflow.group.prefix.hint')}
        placeholder={t('callflow.group.prefix.placeholder')}
        autoComplete="off"
        value={settings.callerIdPrefix}
        error={problem('callerIdPrefix')}
        onChange={(event) => onChange({ ...settings, callerIdPrefix: event.currentTarget.value })}
      />
    </>
  );
}
