import { ActionIcon, NumberInput } from '@mantine/core';
import type { FlowView, UserView } from '@synergycall/domain';
import { Initials, t } from '@synergycall/ui';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTenant } from '../../frame/tenant-context.ts';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { shownNumber, writtenNumber } from './number-input.ts';
import { PickPerson } from './pick-person.tsx';

type Group = SettingsOf<'ring_group'>;
type Member = Group['members'][number];
type Person = FlowView['people'][number];
const MOST = 99;

/** The members in their order: moved, delayed, taken out; one more by typing a name. */
export function MemberList({ settings, onChange, problem, people }: FieldsProps<Group>) {
  const tenant = useTenant();
  const [added, setAdded] = useState<readonly Person[]>([]);
  const known = new Map([...people, ...added].map((one) => [one.userId as string, one]));
  const { members, strategy, ringSeconds } = settings;
  const put = (next: Member[]) => onChange({ ...settings, members: next });
  const change = (at: number, part: Partial<Member>) =>
    put(members.map((one, n) => (n === at ? { ...one, ...part } : one)));
  const swap = (at: number, by: 1 | -1) => {
    const next = [...members];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    put(next);
  };
  const add = ({ id, name, extension }: UserView) => {
    setAdded([...added, { userId: id, name, extension }]);
    put([...members, { userId: id, delaySeconds: 0 }]);
  };
  return (
    <fieldset className="d-fieldset d-flow-members">
      <legend>{t('callflow.group.members')}</legend>
      {members.length === 0 ? (
        <p className="sc-dim d-clear">{t('callflow.group.nobody.hint')}</p>
      ) : (
        <ol className="d-flow-people d-clear" aria-label={t('callflow.group.members')}>
          {members.map((member, n) => {
            const name = known.get(member.userId)?.name ?? member.userId;
            const late = strategy === 'all' && member.delaySeconds >= ringSeconds;
            return (
              <li key={member.userId}>
                <Initials name={name} />
                <span className="d-grow d-min0">
                  <span className="d-row">
                    <span className="sc-truncate" dir="auto" title={name}>
                      {name}
                    </span>
                    <span className="sc-dim">{known.get(member.userId)?.extension ?? ''}</span>
                  </span>
                  {late ? (
                    <span className="d-warn d-block">{t('callflow.group.never', { s: ringSeconds })}</span>
                  ) : null}
                </span>
                {strategy === 'all' ? (
                  <NumberInput
                    className="d-flow-delay"
                    size="xs"
                    aria-label={t('callflow.group.delayOf', { name })}
                    prefix={t('callflow.group.delay.before')}
                    suffix=" s"
                    hideControls
                    allowDecimal={false}
                    allowNegative={false}
                    value={shownNumber(member.delaySeconds)}
                    error={problem(`members.${n}.delaySeconds`)}
                    onChange={(value) => change(n, { delaySeconds: writtenNumber(value) })}
                  />
                ) : null}
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={24}
                  aria-label={t('callflow.group.up', { name })}
                  disabled={n === 0}
                  onClick={() => swap(n, -1)}
                >
                  <IconArrowUp size={14} stroke={1.75} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={24}
                  aria-label={t('callflow.group.down', { name })}
                  disabled={n === members.length - 1}
                  onClick={() => swap(n, 1)}
                >
                  <IconArrowDown size={14} stroke={1.75} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={24}
                  aria-label={t('callflow.group.remove', { name })}
                  onClick={() => put(members.filter((one) => one !== member))}
                >
                  <IconX size={14} stroke={1.75} />
                </ActionIcon>
              </li>
            );
          })}
        </ol>
      )}
      {problem('members') ? <p className="d-danger">{problem('members')}</p> : null}
      {members.length < MOST ? (
        <PickPerson
          tenantId={tenant.id}
          label={t('callflow.group.add')}
          except={new Set(members.map(({ userId }) => userId))}
          onPick={add}
        />
      ) : null}
    </fieldset>
  );
}
