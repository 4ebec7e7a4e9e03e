import type { FlowView } from '@synergycall/domain';
import { Facts, Initials, t } from '@synergycall/ui';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import type { SettingsOf } from './kind.ts';

type Group = SettingsOf<'ring_group'>;
const NAMED = 2;

/** "Rings Ann Lee, Ben Ode and 3 more all together, for 20 s" */
export function groupAbout({ people }: FlowView, { strategy, ringSeconds }: Group): string {
  if (people.length === 0) return t('callflow.group.nobody');
  const [first] = people;
  if (first && people.length === 1) return t('callflow.group.one', { name: first.name, s: ringSeconds });
  const rest = people.length > NAMED + 1 ? people.length - NAMED : 0;
  const named = (rest === 0 ? people : people.slice(0, NAMED)).map(({ name }) => name);
  const names =
    rest === 0
      ? t('callflow.and', { some: named.slice(0, -1).join(', '), last: named.at(-1) ?? '' })
      : t('callflow.group.more', { names: named.join(', '), n: rest });
  return t(strategy === 'all' ? 'callflow.group.all' : 'callflow.group.turn', {
    names,
    how: t(`flow.strategy.${strategy}`),
    s: ringSeconds,
  });
}

export function GroupFacts({ flow, settings }: { flow: FlowView; settings: Group }) {
  const { strategy, ringSeconds, callerIdPrefix, members } = settings;
  const delays = new Map(members.map((one) => [one.userId, one.delaySeconds]));
  return (
    <>
      <h3 className="d-peek-sub">{t('callflow.group.members')}</h3>
      {flow.people.length === 0 ? (
        <p className="d-lead d-warn">{t('callflow.group.nobody')}</p>
      ) : (
        <ol className="d-flow-people" aria-label={t('callflow.group.members')}>
          {flow.people.map(({ userId, name, extension }) => {
            const delay = strategy === 'all' ? (delays.get(userId) ?? 0) : 0;
            return (
              <li key={userId}>
                <Initials name={name} />
                <Link href={routes.user(flow.tenantId, userId)} className="d-quiet-link sc-truncate" dir="auto">
                  {name}
                </Link>
                <span className="sc-dim">{extension ?? '–'}</span>
                {delay > 0 ? (
                  <span className="sc-dim d-flow-late">{t('callflow.group.after', { s: delay })}</span>
                ) : null}
              </li>
            );
          })}
        </ol>
      )}
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
