import { NumberInput } from '@mantine/core';
import { t } from '@synergycall/ui';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { shownNumber, writtenNumber } from './number-input.ts';
import { PeopleFields } from './people-fields.tsx';

/** The members of a ring group in their order, and after how long each of them rings. */
export function MemberList({ settings, onChange, problem, people }: FieldsProps<SettingsOf<'ring_group'>>) {
  const { members, strategy, ringSeconds } = settings;
  return (
    <PeopleFields
      title={t('callflow.group.members')}
      members={members}
      people={people}
      onChange={(next) => onChange({ ...settings, members: next })}
      fresh={(userId) => ({ userId, delaySeconds: 0 })}
      isOrdered
      nobody={t('callflow.group.nobody.hint')}
      addLabel={t('callflow.group.add')}
      problem={problem('members')}
      remark={({ delaySeconds }) =>
        strategy === 'all' && delaySeconds >= ringSeconds ? t('callflow.group.never', { s: ringSeconds }) : undefined
      }
      beside={({ delaySeconds }, { n, name, change }) =>
        strategy === 'all' ? (
          <NumberInput
            className="d-flow-delay"
            size="xs"
            aria-label={t('callflow.group.delayOf', { name })}
            prefix={t('callflow.group.delay.before')}
            suffix=" s"
            hideControls
            allowDecimal={false}
            allowNegative={false}
            value={shownNumber(delaySeconds)}
            error={problem(`members.${n}.delaySeconds`)}
            onChange={(value) => change({ delaySeconds: writtenNumber(value) })}
          />
        ) : null
      }
    />
  );
}
