import type { FlowView, PromptId } from '@synergycall/domain';
import { Facts, t } from '@synergycall/ui';
import { PromptLine } from '../prompt/prompt-line.tsx';
import { namesOf } from './group-facts.tsx';
import type { SettingsOf } from './kind.ts';
import { PeopleFacts } from './people-facts.tsx';
import { timeText } from './queue-words.ts';

type Queue = SettingsOf<'queue'>;

/** "Asks Ann Lee and Ben Ode, all together; callers wait 5 min at most" */
export const queueAbout = ({ people }: FlowView, { strategy, waitSeconds }: Queue): string =>
  people.length === 0
    ? t('queue.agents.none')
    : t('queue.about', {
        names: namesOf(people),
        how: t(`flow.strategy.${strategy}`),
        time: timeText(waitSeconds),
      });

export function QueueFacts({ flow, settings }: { flow: FlowView; settings: Queue }) {
  const members = new Map(settings.members.map((one) => [one.userId, one]));
  const { promptId, musicPromptId, repeatPromptId, hears, repeatSeconds } = settings;
  const says = [
    ...(settings.sayPosition ? [t('queue.sayPosition')] : []),
    ...(settings.sayHoldTime ? [t('queue.sayHoldTime')] : []),
  ];
  const sound = (id: PromptId) => <PromptLine key={id} tenantId={flow.tenantId} id={id} />;
  return (
    <>
      <PeopleFacts
        title={t('queue.agents')}
        flow={flow}
        nobody={<p className="d-lead d-warn">{t('queue.agents.none')}</p>}
        beside={({ userId }) => {
          const { penalty = 0, mayLogOut = true } = members.get(userId) ?? {};
          const said = [
            ...(penalty > 0 ? [t('queue.level.at', { n: penalty })] : []),
            ...(mayLogOut ? [] : [t('queue.mayNot')]),
          ];
          return said.length > 0 ? said.join(', ') : undefined;
        }}
      />
      <Facts
        rows={[
          [t('queue.strategy'), t(`flow.strategy.${settings.strategy}`)],
          [t('queue.ring'), timeText(settings.ringSeconds)],
          [t('queue.rest'), settings.restSeconds === 0 ? t('queue.rest.none') : timeText(settings.restSeconds)],
          [t('queue.wait'), timeText(settings.waitSeconds)],
          [t('queue.most'), String(settings.mostCallers)],
          [t('queue.whenEmpty'), t(`queue.whenEmpty.${settings.whenEmpty}`)],
          ...(settings.callerIdPrefix === '' ? [] : [[t('callflow.group.prefix'), settings.callerIdPrefix] as const]),
          ...(settings.priority === 0 ? [] : [[t('queue.priority'), String(settings.priority)] as const]),
        ]}
      />
      <h3 className="d-peek-sub">{t('queue.callersHear')}</h3>
      <Facts
        rows={[
          [t('queue.arrival'), promptId === null ? t('queue.nothing') : sound(promptId)],
          [
            t('queue.hears'),
            hears === 'ringing'
              ? t('queue.hears.ringing')
              : musicPromptId === null
                ? t('queue.music.none')
                : sound(musicPromptId),
          ],
          ...(repeatPromptId === null ? [] : [[t('queue.repeated'), sound(repeatPromptId)] as const]),
          ...(says.length === 0
            ? []
            : [[t('queue.everyFact', { time: timeText(repeatSeconds) }), says.join('; ')] as const]),
        ]}
      />
    </>
  );
}
