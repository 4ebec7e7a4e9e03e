import type { FlowView } from '@synergycall/domain';
import { Facts, t } from '@synergycall/ui';
import type { SettingsOf } from './kind.ts';
import { PeopleFacts } from './people-facts.tsx';

type Group = SettingsOf<'ring_group'>;
const NAMED = 2;

/** "Rings Ann Lee, Ben Ode and 3 more all together, for 20 s" */
export function groupAbout({ people }: FlowView, { strategy, ringSeconds }: Group): string {
  if (people.length === 0) return t('callflow.group.nobody');
  const [first] = people;
  if (first && people.length === 1) return t('callflow.group.one', { name: first.name, s: ringSeconds });
  const names = namesOf(people);
  return t(strategy === 'all' ? 'callflow.group.all' : 'callflow.group.turn', {
    names,
    how: t(`flow.strategy.${strategy}`),
    s: ringSeconds,
  });
}

/** "Ann Lee and Ben Ode", "Ann Lee, Ben Ode and 3 more"; of some people. */
export function namesOf(people: FlowView['people']): string {
  const rest = people.length > NAMED + 1 ? people.length - NAMED : 0;
  const named = (rest === 0 ? people : people.slice(0, NAMED)).map(({ name }) => name);
  if (rest > 0) return t('callflow.group.more', { names: named.join(', '), n: rest });
  const last = named.at(-1) ?? '';
  return named.length < 2 ? last : t('callflow.and', { some: named.slice(0, -1).join(', '), last });
}

export function GroupFacts({ flow, settings }: { flow: FlowView; settings: Group }) {
  const { strategy, ringSeconds, callerIdPrefix, members } = settings;
  const delays = new Map(members.map((one) => [one.userId, one.delaySeconds]));
  return (
    <>
      <PeopleFacts
        title={t('callflow.group.members')}
        flow={flow}
        nobody={<p className="d-lead d-warn">{t('callflow.group.nobody')}</p>}
        beside={({ userId }) => {
          const delay = strategy === 'all' ? (delays.get(userId) ?? 0) : 0;
          return delay > 0 ? t('callflow.group.after', { s: delay }) : undefined;
        }}
      />
      <Facts
        rows={[
          [t('callflow.group.strategy'), t(`flow.strategy.${strategy}`)],
          [
            t(strategy === 'all' ? 'callflow.group.seconds' : 'callflow.group.secondsEach'),
            t('callflow.seconds', { s: ringSeconds }),
          ],
          ...(callerIdPrefix === '' ? [] : [[t('callflow.group.prefix'), callerIdPrefix] as const]),
        ]}
      />
    </>
  );
}
