import { ActionIcon, Menu } from '@mantine/core';
import type { OutboundRule } from '@synergycall/domain';
import { Tag, t } from '@synergycall/ui';
import { IconArrowDown, IconArrowUp, IconDots, IconGripVertical, IconPencil, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import { digitsText, matchText, trunksText } from './rule-words.ts';

/** A rule in its list: what it matches and what it does, and the handle that moves it. */
export function RuleRow(props: {
  rule: OutboundRule;
  /** As it is shown, from 0. */
  place: number;
  count: number;
  trunks: ReadonlyMap<string, string>;
  /** By whose hours it goes; undefined: always. */
  schedule: string | undefined;
  mayChange: boolean;
  isHit: boolean;
  isHeld: boolean;
  /** On which side of it a rule would be put down. */
  mark: 'before' | 'after' | undefined;
  onOpen: () => void;
  onRemove: () => void;
  onMove: (to: number) => void;
  /** true: the key is used up. */
  onKey: (key: string) => boolean;
  onGrab: () => void;
  onOver: () => void;
  onDrop: () => void;
  onLetGo: () => void;
}) {
  const { rule, place, count, schedule } = props;
  const row = useRef<HTMLLIElement>(null);
  const { act, hours } = rule;
  const digits = digitsText(act);
  const n = place + 1;
  const about = (
    <>
      <span className="d-rule-name">
        <bdi className="sc-truncate" title={rule.name}>
          {rule.name}
        </bdi>
        <Tag tone={act.does === 'allow' ? 'live' : 'failed'}>{t(`policy.does.${act.does}`)}</Tag>
        {props.isHit ? <Tag tone="busy">{t('policy.hit')}</Tag> : null}
      </span>
      <span className="d-rule-what">
        <bdi>{matchText(rule.match)}</bdi>
        {hours && schedule !== undefined ? (
          <span>{t(hours.inside ? 'policy.hours.inside.is' : 'policy.hours.outside.is', { name: schedule })}</span>
        ) : null}
        {act.does === 'allow' ? (
          <span>
            {t('policy.rule.by')} <bdi>{trunksText(act, props.trunks)}</bdi>
          </span>
        ) : null}
        {digits === undefined ? null : <span>{digits}</span>}
      </span>
    </>
  );
  return (
    <li
      ref={row}
      className="d-rule"
      data-hit={props.isHit || undefined}
      data-held={props.isHeld || undefined}
      data-drop={props.mark}
      onDragOver={(event) => {
        event.preventDefault();
        props.onOver();
      }}
      onDrop={(event) => {
        event.preventDefault();
        props.onDrop();
      }}
    >
      {props.mayChange ? (
        <button
          type="button"
          className="d-rule-handle"
          draggable
          aria-label={t('policy.move', { n, name: rule.name })}
          aria-pressed={props.isHeld}
          title={t('policy.move.how')}
          onKeyDown={(event) => {
            if (!props.onKey(event.key)) return;
            event.preventDefault();
            event.stopPropagation();
          }}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', rule.name);
            if (row.current) event.dataTransfer.setDragImage(row.current, 12, 16);
            props.onGrab();
          }}
          onDragEnd={props.onLetGo}
        >
          <IconGripVertical size={15} stroke={1.75} aria-hidden />
        </button>
      ) : null}
      <span className="d-rule-n">{n}</span>
      {props.mayChange ? (
        <button type="button" className="d-rule-open" onClick={props.onOpen}>
          {about}
        </button>
      ) : (
        <div className="d-rule-open">{about}</div>
      )}
      {props.mayChange ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('policy.rule.more', { n, name: rule.name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} stroke={1.75} />} onClick={props.onOpen}>
              {t('trunk.edit')}
            </Menu.Item>
            {place === 0 ? null : (
              <Menu.Item leftSection={<IconArrowUp size={15} stroke={1.75} />} onClick={() => props.onMove(place - 1)}>
                {t('policy.move.up')}
              </Menu.Item>
            )}
            {n === count ? null : (
              <Menu.Item leftSection={<IconArrowDown size={15} stroke={1.75} />} onClick={() => props.onMove(n)}>
                {t('policy.move.down')}
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={15} stroke={1.75} />} onClick={props.onRemove}>
              {t('policy.rule.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </li>
  );
}
