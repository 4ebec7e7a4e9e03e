import { MOST_RULES, type PolicyView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconArrowDown, IconBan } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { moved } from './rule-acts.ts';
import { RuleRow } from './rule-row.tsx';
import { useSchedules } from './use-schedules.ts';
import { useTrunks } from './use-trunks.ts';

/** A rule that is being moved: where it stood, and where it would stand now. */
interface Held {
  readonly from: number;
  readonly to: number;
  readonly by: 'keys' | 'pointer';
}

/**
 * Rules in the order in which they are asked. One is moved by its handle: drawn with the pointer, or taken with Space,
 * moved with the arrows and put down with Space again (Escape: back to where it was).
 */
export function RuleList(props: {
  policy: PolicyView;
  mayChange: boolean;
  /** The place of the rule that decides about the number that is tested. */
  hit: number | undefined;
  onOpen: (at: number) => void;
  onMove: (at: number, to: number) => Promise<void>;
  onRemove: (at: number) => void;
}) {
  const { policy, mayChange } = props;
  const { rules } = policy;
  const { names: trunks } = useTrunks(policy.tenantId);
  const schedules = useSchedules(policy.tenantId);
  const flows = new Map<string, string>(schedules.map(({ id, name }) => [id, name]));
  const list = useRef<HTMLOListElement>(null);
  const [held, setHeld] = useState<Held>();
  const [said, setSaid] = useState('');
  /** The handle at this place has the focus once it is drawn: what was moved took it along. */
  const next = useRef<number>(undefined);
  useEffect(() => {
    if (next.current === undefined) return;
    list.current?.querySelectorAll<HTMLElement>('.d-rule-handle')[next.current]?.focus();
    next.current = undefined;
  }, [held]);
  const isByKeys = held?.by === 'keys';
  const order = rules.map((_, at) => at);
  const shown = isByKeys ? moved(order, held.from, held.to) : order;

  const nameOf = (at: number) => rules[at]?.name ?? '';
  const put = async (from: number, to: number) => {
    if (from !== to) await props.onMove(from, to);
    if (isByKeys) next.current = to;
    setHeld(undefined);
  };
  const onKey = (key: string, at: number): boolean => {
    if (key === ' ' || key === 'Enter') {
      if (held === undefined) {
        setHeld({ from: at, to: at, by: 'keys' });
        setSaid(t('policy.move.taken', { name: nameOf(at), n: at + 1, of: rules.length }));
      } else {
        setSaid(t('policy.move.put', { name: nameOf(held.from), n: held.to + 1 }));
        void put(held.from, held.to);
      }
      return true;
    }
    if (held === undefined) return false;
    if (key === 'Escape' || key === 'Tab') {
      setSaid(t('policy.move.back', { name: nameOf(held.from), n: held.from + 1 }));
      if (key === 'Escape') next.current = held.from;
      setHeld(undefined);
      return key === 'Escape';
    }
    const to = held.to + (key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0);
    if (to === held.to || to < 0 || to >= rules.length) return key.startsWith('Arrow');
    next.current = to;
    setHeld({ ...held, to });
    setSaid(t('policy.move.at', { name: nameOf(held.from), n: to + 1, of: rules.length }));
    return true;
  };

  return (
    <section className="d-rules" aria-label={t('policy.rules')}>
      <p className="sc-dim d-rules-about">
        {rules.length >= MOST_RULES ? t('policy.rules.most', { n: MOST_RULES }) : t('policy.rules.about')}
      </p>
      <ol ref={list}>
        {shown.map((at, place) => {
          const rule = rules[at];
          if (rule === undefined) return null;
          return (
            <RuleRow
              key={at}
              rule={rule}
              place={place}
              count={rules.length}
              trunks={trunks}
              schedule={rule.hours ? (flows.get(rule.hours.flowId) ?? t('policy.hours.gone')) : undefined}
              mayChange={mayChange}
              isHit={props.hit === at}
              isHeld={held?.from === at}
              mark={
                held?.by === 'pointer' && held.to === at && held.from !== at
                  ? held.from < at
                    ? 'after'
                    : 'before'
                  : undefined
              }
              onOpen={() => props.onOpen(at)}
              onRemove={() => props.onRemove(at)}
              onMove={(to) => void put(at, to)}
              onKey={(key) => onKey(key, place)}
              onGrab={() => setHeld({ from: at, to: at, by: 'pointer' })}
              onOver={() => held?.by === 'pointer' && held.to !== at && setHeld({ ...held, to: at })}
              onDrop={() => held?.by === 'pointer' && void put(held.from, at)}
              onLetGo={() => setHeld(undefined)}
            />
          );
        })}
        <li className="d-rule d-rule-rest">
          <span className="d-rule-sign" aria-hidden>
            {rules.length === 0 ? <IconBan size={15} stroke={1.75} /> : <IconArrowDown size={15} stroke={1.75} />}
          </span>
          <span className="d-min0">{rules.length === 0 ? t('policy.rules.none') : t('policy.rules.rest')}</span>
        </li>
      </ol>
      <span className="sc-visually-hidden" aria-live="assertive">
        {said}
      </span>
    </section>
  );
}
