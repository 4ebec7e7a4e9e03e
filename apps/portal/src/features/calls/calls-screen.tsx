import { NativeSelect, Skeleton, Switch } from '@mantine/core';
import type { HandlingChange, HandlingView, Result } from '@synergycall/domain';
import { Section, t, type AnyFailure, type Loadable } from '@synergycall/ui';
import { useState } from 'react';
import { Trouble, TroubleNote } from '../../frame/trouble.tsx';
import { ForwardRow } from './forward-row.tsx';

export type Change = (change: HandlingChange) => Promise<Result<unknown, AnyFailure>>;
export interface CallsProps {
  readonly handling: Loadable<HandlingView>;
  readonly change: Change;
  readonly onRetry: () => void;
}
type Saving = { tag: 'idle' } | { tag: 'saved' } | { tag: 'failed'; failure: AnyFailure };

/** What happens to my calls: do not disturb, where they go, how long my phones ring. */
export function CallsScreen({ handling, change, onRetry }: CallsProps) {
  return (
    <>
      <header className="p-title">
        <h1 className="sc-page-title">{t('portal.nav.calls')}</h1>
        <p className="sc-page-about">{t('portal.calls.about')}</p>
      </header>
      {handling.tag === 'failed' ? (
        <Trouble failure={handling.failure} onRetry={onRetry} />
      ) : handling.tag === 'loading' ? (
        <Loading />
      ) : (
        <Choices handling={handling.value} change={change} />
      )}
    </>
  );
}

const SECONDS = [5, 10, 15, 20, 25, 30, 45, 60, 90, 120];
const EVENTS = ['always', 'busy', 'noanswer', 'away'] as const;

function Choices({ handling, change }: { handling: HandlingView; change: Change }) {
  const [saving, setSaving] = useState<Saving>({ tag: 'idle' });
  const save: Change = async (wish) => {
    const done = await change(wish);
    setSaving(done.ok ? { tag: 'saved' } : { tag: 'failed', failure: done.error });
    return done;
  };
  const seconds = [...new Set([...SECONDS, ...(handling.ringSeconds === null ? [] : [handling.ringSeconds])])];
  return (
    <>
      <Section>
        <Switch
          size="md"
          label={t('portal.calls.dnd')}
          description={t('portal.calls.dndText')}
          checked={handling.dnd}
          onChange={(event) => void save({ dnd: event.currentTarget.checked })}
        />
      </Section>
      <Section title={t('portal.calls.forwards')}>
        <div className="p-form">
          {EVENTS.map((event) => (
            <ForwardRow
              key={event}
              event={event}
              now={handling.forwards[event]}
              voicemail={handling.voicemail}
              save={save}
            />
          ))}
          <NativeSelect
            label={t('portal.calls.rings')}
            value={handling.ringSeconds === null ? '' : String(handling.ringSeconds)}
            onChange={({ currentTarget: { value } }) => void save({ ringSeconds: value === '' ? null : Number(value) })}
            data={[
              { value: '', label: t('portal.calls.ringsByDefault') },
              ...seconds
                .toSorted((a, b) => a - b)
                .map((n) => ({ value: String(n), label: t('portal.calls.seconds', { n }) })),
            ]}
          />
        </div>
      </Section>
      <div role="status" className="p-notice">
        {saving.tag === 'saved' ? t('portal.calls.saved') : null}
      </div>
      {saving.tag === 'failed' && saving.failure.code !== 'input.invalid' ? (
        <TroubleNote failure={saving.failure} />
      ) : null}
    </>
  );
}

const Loading = () => (
  <div role="status" aria-label={t('portal.loading')}>
    {[64, 320].map((height) => (
      <Skeleton key={height} height={height} my={16} radius="md" />
    ))}
  </div>
);
