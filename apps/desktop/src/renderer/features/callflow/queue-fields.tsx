import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { queueStrategy, whenEmpty } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { shownNumber, writtenNumber } from './number-input.ts';
import { PeopleFields } from './people-fields.tsx';
import { QueueHears } from './queue-hears.tsx';
import { strategyTitle } from './queue-words.ts';

type Queue = SettingsOf<'queue'>;

/** Who answers and how they are asked, how long callers wait, what they hear. */
export function QueueFields(props: FieldsProps<Queue>) {
  const { settings, onChange, problem } = props;
  const number = (
    field: 'ringSeconds' | 'restSeconds' | 'waitSeconds' | 'mostCallers' | 'priority',
    suffix = ' s',
  ) => ({
    suffix,
    hideControls: true,
    allowDecimal: false,
    allowNegative: false,
    value: shownNumber(settings[field]),
    error: problem(field),
    onChange: (value: number | string) => onChange({ ...settings, [field]: writtenNumber(value) }),
  });
  return (
    <>
      <div className="d-pair">
        <Select
          label={t('queue.strategy')}
          allowDeselect={false}
          data={queueStrategy.options.map((value) => ({ value, label: strategyTitle(value) }))}
          value={settings.strategy}
          error={problem('strategy')}
          onChange={(value) => onChange({ ...settings, strategy: queueStrategy.catch(settings.strategy).parse(value) })}
        />
        <NumberInput label={t('queue.ring')} {...number('ringSeconds')} />
      </div>
      <Agents {...props} />
      <div className="d-three">
        <NumberInput label={t('queue.rest')} {...number('restSeconds')} />
        <NumberInput label={t('queue.wait')} {...number('waitSeconds')} />
        <NumberInput label={t('queue.most')} {...number('mostCallers', '')} />
      </div>
      <Select
        label={t('queue.whenEmpty')}
        allowDeselect={false}
        data={whenEmpty.options.map((value) => ({ value, label: t(`queue.whenEmpty.${value}`) }))}
        value={settings.whenEmpty}
        error={problem('whenEmpty')}
        onChange={(value) => onChange({ ...settings, whenEmpty: whenEmpty.catch(settings.whenEmpty).parse(value) })}
      />
      <QueueHears {...props} />
      <div className="d-pair d-pair-even">
        <TextInput
          label={t('callflow.group.prefix')}
          description={t('callflow.group.prefix.hint')}
          placeholder={t('callflow.group.prefix.placeholder')}
          autoComplete="off"
          value={settings.callerIdPrefix}
          error={problem('callerIdPrefix')}
          onChange={(event) => onChange({ ...settings, callerIdPrefix: event.currentTarget.value })}
        />
        <NumberInput label={t('queue.priority')} description={t('queue.priority.hint')} {...number('priority', '')} />
      </div>
    </>
  );
}

/** Each with the level in which they are asked, and whether they may log out. */
function Agents({ settings, onChange, problem, people }: FieldsProps<Queue>) {
  return (
    <PeopleFields
      title={t('queue.agents')}
      about={settings.members.length > 0 ? t('queue.agents.hint') : undefined}
      members={settings.members}
      people={people}
      onChange={(members) => onChange({ ...settings, members })}
      fresh={(userId) => ({ userId, penalty: 0, mayLogOut: true })}
      isOrdered={settings.strategy === 'in-order'}
      nobody={t('queue.agents.none.hint')}
      addLabel={t('queue.agents.add')}
      problem={problem('members')}
      beside={({ penalty, mayLogOut }, { n, name, change }) => (
        <>
          <Checkbox
            size="xs"
            label={t('queue.mayLogOut')}
            aria-label={t('queue.mayLogOut.of', { name })}
            checked={mayLogOut}
            onChange={(event) => change({ mayLogOut: event.currentTarget.checked })}
          />
          <NumberInput
            className="d-queue-level"
            size="xs"
            aria-label={t('queue.level.of', { name })}
            prefix={t('queue.level.before')}
            hideControls
            allowDecimal={false}
            allowNegative={false}
            value={shownNumber(penalty)}
            error={problem(`members.${n}.penalty`)}
            onChange={(value) => change({ penalty: writtenNumber(value) })}
          />
        </>
      )}
    />
  );
}
