import { Select, Switch } from '@mantine/core';
import { RINGS, type UserView } from '@synergycall/domain';
import { FailureState, Note, Section, SkeletonLines, t, toastFailure, toastUndo } from '@synergycall/ui';
import { IconBolt } from '@tabler/icons-react';
import { loadable } from '../../agent/loadable.ts';
import { useMay } from '../session/session.ts';
import { EVENTS } from './forward-words.ts';
import { ForwardRow } from './forward-row.tsx';
import { useHandling, type Parts } from './use-handling.ts';
import { VoicemailSection } from './voicemail-section.tsx';

/** What a person's calls do (FR-031, FR-032): changed at once, and shown as it changes wherever it is changed. */
export function HandlingTab({ user }: { user: UserView }) {
  const { query, change, isElsewhere } = useHandling(user.tenantId, user.id);
  const mayChange = useMay(user.tenantId)('handling.update');
  const state = loadable(query);
  if (state.tag === 'loading') return <SkeletonLines lines={8} />;
  if (state.tag === 'failed') return <FailureState failure={state.failure} onRetry={() => void query.refetch()} />;
  const parts = { user, handling: state.value, change, isFixed: !mayChange };
  return (
    <div className="d-handling">
      <Note tone="info" icon={<IconBolt size={16} stroke={1.75} />} title={t('handling.atOnce')}>
        {t('handling.atOnce.text', { name: user.name })}
      </Note>
      {mayChange ? null : <p className="sc-dim d-lead">{t('handling.lookOnly')}</p>}
      <p className="d-handling-news" role="status">
        {isElsewhere ? t('handling.elsewhere') : ''}
      </p>
      <Section>
        <DoNotDisturb {...parts} />
      </Section>
      <Section title={t('handling.forwards')}>
        <div className="d-forwards">
          {EVENTS.map((event) => (
            <ForwardRow key={event} event={event} {...parts} />
          ))}
          <RingTime {...parts} />
        </div>
      </Section>
      <VoicemailSection user={user} handling={state.value} />
    </div>
  );
}

function DoNotDisturb({ user, handling, change, isFixed }: Parts) {
  const { name } = user;
  const turn = async (dnd: boolean, isUndo = false) => {
    const result = await change({ dnd });
    if (!result.ok) return toastFailure(result.error);
    if (!isUndo)
      toastUndo(
        dnd ? t('handling.dnd.on.toast', { name }) : t('handling.dnd.off.toast', { name }),
        () => void turn(!dnd, true),
      );
    return undefined;
  };
  return (
    <Switch
      label={t('handling.dnd')}
      description={t('handling.dnd.text', { name })}
      checked={handling.dnd}
      disabled={isFixed}
      onChange={(event) => void turn(event.currentTarget.checked)}
    />
  );
}

const SECONDS = [5, 10, 15, 20, 25, 30, 45, 60, 90, 120];
const USUAL = 'usual';

function RingTime({ user, handling, change, isFixed }: Parts) {
  const { ringSeconds, voicemail } = handling;
  const choose = async (seconds: number | null, isUndo = false) => {
    const result = await change({ ringSeconds: seconds });
    if (!result.ok) return toastFailure(result.error);
    if (!isUndo)
      toastUndo(
        t('handling.rings.toast', { name: user.name, n: result.value.rings }),
        () => void choose(ringSeconds, true),
      );
    return undefined;
  };
  const usual = voicemail ? RINGS.withVoicemail : RINGS.without;
  const offered = [...new Set([...SECONDS, ...(ringSeconds === null ? [] : [ringSeconds])])].toSorted((a, b) => a - b);
  return (
    <div className="d-forward">
      <span className="d-forward-words" aria-hidden>
        {t('handling.rings')}
      </span>
      <Select
        aria-label={t('handling.rings')}
        disabled={isFixed}
        allowDeselect={false}
        data={[
          { value: USUAL, label: t('handling.rings.usual', { n: usual }) },
          ...offered.map((n) => ({ value: String(n), label: t('handling.rings.seconds', { n }) })),
        ]}
        value={ringSeconds === null ? USUAL : String(ringSeconds)}
        onChange={(value) => void choose(value === null || value === USUAL ? null : Number(value))}
      />
    </div>
  );
}
