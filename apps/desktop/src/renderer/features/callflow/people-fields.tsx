import { ActionIcon } from '@mantine/core';
import type { FlowView, UserId, UserView } from '@synergycall/domain';
import { Initials, t } from '@synergycall/ui';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Problem } from '../../frame/problem.tsx';
import { useTenant } from '../../frame/tenant-context.ts';
import { PickPerson } from './pick-person.tsx';

type Person = FlowView['people'][number];
const MOST = 99;

const isSame = (one: Person, other: Person | undefined): boolean =>
  one.name === other?.name && one.extension === other.extension;

/** People whom a call flow names: taken out, moved where their order counts; one more by typing a name. */
export function PeopleFields<M extends { readonly userId: UserId }>(props: {
  title: string;
  members: readonly M[];
  /** As they are called. */
  people: readonly Person[];
  onChange: (members: M[]) => void;
  /** What somebody who is added begins with. */
  fresh: (userId: UserId) => M;
  isOrdered: boolean;
  /** What has to be known of what can be set. */
  about?: string | undefined;
  /** What is said where there are none. */
  nobody: string;
  addLabel: string;
  /** What can be set for one of them. */
  beside?: (member: M, at: { n: number; name: string; change: (part: Partial<M>) => void }) => ReactNode;
  /** What has to be known of one of them. */
  remark?: (member: M) => string | undefined;
  problem: ReactNode;
}) {
  const tenant = useTenant();
  /** Everybody whose name was seen: who was taken out elsewhere may still be in what is being written. */
  const [known, setKnown] = useState<ReadonlyMap<string, Person>>(new Map());
  const fresh = props.people.filter((one) => !isSame(one, known.get(one.userId)));
  if (fresh.length > 0) setKnown(new Map([...known, ...fresh.map((one) => [one.userId as string, one] as const)]));
  const { members, title, onChange } = props;
  const swap = (at: number, by: 1 | -1) => {
    const next = [...members];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    onChange(next);
  };
  const add = ({ id, name, extension }: UserView) => {
    setKnown(new Map([...known, [id as string, { userId: id, name, extension }]]));
    onChange([...members, props.fresh(id)]);
  };
  return (
    <fieldset className="d-fieldset d-flow-members">
      <legend>{title}</legend>
      {members.length === 0 ? (
        <p className="sc-dim d-clear">{props.nobody}</p>
      ) : (
        <ol className="d-flow-people d-clear" aria-label={title}>
          {members.map((member, n) => {
            const name = known.get(member.userId)?.name ?? member.userId;
            const remark = props.remark?.(member);
            const change = (part: Partial<M>) =>
              onChange(members.map((one, at) => (at === n ? { ...one, ...part } : one)));
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
                  {remark === undefined ? null : <span className="d-warn d-block">{remark}</span>}
                </span>
                {props.beside?.(member, { n, name, change })}
                {props.isOrdered ? (
                  <>
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
                  </>
                ) : null}
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={24}
                  aria-label={t('callflow.group.remove', { name })}
                  onClick={() => onChange(members.filter((one) => one !== member))}
                >
                  <IconX size={14} stroke={1.75} />
                </ActionIcon>
              </li>
            );
          })}
        </ol>
      )}
      {props.about === undefined ? null : <p className="sc-dim">{props.about}</p>}
      <Problem>{props.problem}</Problem>
      {members.length < MOST ? (
        <PickPerson
          tenantId={tenant.id}
          label={props.addLabel}
          except={new Set(members.map(({ userId }) => userId))}
          onPick={add}
        />
      ) : null}
    </fieldset>
  );
}
