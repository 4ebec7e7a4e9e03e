import type { ForwardEvent, ForwardView, ForwardWish } from '@synergycall/domain';
import { FailureNote, t, toastFailure, toastUndo, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { forwardText } from './forward-words.ts';
import { PickForward } from './pick-forward.tsx';
import type { Parts } from './use-handling.ts';

type Refused = { readonly tag: 'nobody'; readonly written: string } | { readonly tag: 'other'; failure: AnyFailure };

/** Where calls go in one case. What is chosen is saved at once; a refusal stands below it, and nothing has changed. */
export function ForwardRow({ event, user, handling, change, isFixed }: Parts & { event: ForwardEvent }) {
  const now = handling.forwards[event];
  const hasVoicemail = handling.voicemail;
  const [refused, setRefused] = useState<Refused>();
  const send = (wish: ForwardWish | null) => change({ forwards: { [event]: wish } });
  const undo = async (before: ForwardView | null) => {
    const back = await send(before?.forward ?? null);
    if (!back.ok) toastFailure(back.error);
  };
  const choose = async (wish: ForwardWish | null) => {
    setRefused(undefined);
    const result = await send(wish);
    if (!result.ok) {
      const { error } = result;
      return setRefused(
        error.code === 'input.invalid' && wish?.kind === 'dialled'
          ? { tag: 'nobody', written: wish.dialled }
          : { tag: 'other', failure: error },
      );
    }
    const saved = result.value.forwards[event];
    const words = { event: t(`handling.event.${event}`), name: user.name };
    toastUndo(
      saved === null
        ? t('handling.forward.usual.toast', words)
        : t('handling.forward.toast', { ...words, to: forwardText(event, { now: saved, hasVoicemail }) }),
      () => void undo(now),
    );
    return undefined;
  };
  const isPassed = event !== 'always' && handling.forwards.always !== null;
  return (
    <div className="d-forward" data-passed={isPassed || undefined}>
      <span className="d-forward-words">
        {t(`handling.event.${event}`)}
        <span className="sc-dim d-small d-block">
          {isPassed
            ? t('handling.to.passed')
            : event === 'noanswer'
              ? t('handling.event.noanswer.hint', { n: handling.rings })
              : t(`handling.event.${event}.hint`)}
        </span>
      </span>
      <div className="d-min0">
        {isFixed ? (
          <bdi>{forwardText(event, { now, hasVoicemail })}</bdi>
        ) : (
          <PickForward
            tenantId={user.tenantId}
            userId={user.id}
            event={event}
            now={now}
            hasVoicemail={hasVoicemail}
            onChoose={(wish) => void choose(wish)}
          />
        )}
        {now?.forward.kind === 'voicemail' && !hasVoicemail ? <p className="d-warn">{t('handling.to.noBox')}</p> : null}
        {refused?.tag === 'nobody' ? (
          <p className="d-danger" role="alert">
            {t('handling.nobody', { written: refused.written })}
          </p>
        ) : null}
        {refused?.tag === 'other' ? <FailureNote failure={refused.failure} /> : null}
      </div>
    </div>
  );
}
