import { Button } from '@mantine/core';
import type { DriftItem } from '@synergycall/domain';
import { t, toastDone, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { ActButton } from '../history/act-button.tsx';
import { useMay } from '../session/session.ts';
import { DriftCard } from './drift-card.tsx';
import { AdoptDialog, ReapplyDialog } from './drift-dialogs.tsx';
import { adoptionFor } from './drift-words.ts';
import type { Drift } from './use-drift.ts';

/** As many as the agent takes at once. */
const MOST_AT_ONCE = 2_000;
/** Cards are drawn piece by piece; so few open with their lines. */
const PIECE = 50;
const OPEN_AT_ONCE = 5;

type Asked = { act: 'reapply' | 'adopt'; items: readonly DriftItem[] };

/** The differences with what can be done about one, and about all; what is lost is asked about first. */
export function DriftItems({
  items,
  drift,
  tenantId,
  whyNot,
  onReapplying,
}: {
  items: readonly DriftItem[];
  drift: Drift;
  /** undefined: of the box. */
  tenantId: string | undefined;
  /** Why nothing can be done about them; undefined: it can. */
  whyNot: string | undefined;
  /** SynergyCall's version is being applied again, by this job. */
  onReapplying: (jobId: string) => void;
}) {
  const mayKeepFiles = useMay(null)('drift.resolve-box');
  const [shown, setShown] = useState(PIECE);
  const [asked, setAsked] = useState<Asked>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const adoptable = items.filter((item) => adoptionFor(item.adopt, mayKeepFiles).can);
  const close = () => {
    setAsked(undefined);
    setFailure(undefined);
  };
  const seenOf = (chosen: readonly DriftItem[]) => chosen.map(({ key, seen }) => ({ key, seen }));
  const run = async (act: () => Promise<AnyFailure | undefined>) => {
    setBusy(true);
    setFailure(undefined);
    const failed = await act();
    setBusy(false);
    if (!failed) return close();
    setFailure(failed);
    // What is live has changed again: the page shows it as it is now, behind the dialog.
    if (failed.code === 'drift.stale') await drift.look();
  };
  const reapply = (chosen: readonly DriftItem[], reason: string) =>
    run(async () => {
      const result = await drift.reapply(seenOf(chosen), reason);
      if (!result.ok) return result.error;
      onReapplying(result.value.id);
      return undefined;
    });
  const adopt = (chosen: readonly DriftItem[]) =>
    run(async () => {
      const result = await drift.adopt(seenOf(chosen));
      if (!result.ok) return result.error;
      const { adopted, pendingCount } = result.value;
      toastDone(
        t('drift.adopted', { n: adopted }),
        pendingCount === 0 ? t('drift.adopted.none') : t('drift.adopted.pending', { n: pendingCount }),
      );
      return undefined;
    });
  return (
    <>
      <div className="d-row d-drift-all">
        <span className="d-grow d-strong" role="status">
          {t('drift.count', { n: items.length })}
        </span>
        {items.length < 2 ? null : (
          <ActButton
            whyNot={whyNot}
            variant="default"
            onClick={() => setAsked({ act: 'reapply', items: items.slice(0, MOST_AT_ONCE) })}
          >
            {t('drift.reapplyAll')}
          </ActButton>
        )}
        {items.length < 2 || adoptable.length === 0 ? null : (
          <ActButton
            whyNot={whyNot}
            variant="default"
            onClick={() => setAsked({ act: 'adopt', items: adoptable.slice(0, MOST_AT_ONCE) })}
          >
            {t('drift.adoptAll', { n: adoptable.length })}
          </ActButton>
        )}
      </div>
      {whyNot === undefined ? null : <p className="sc-dim">{whyNot}</p>}
      {items.length > MOST_AT_ONCE ? <p className="sc-dim">{t('drift.restOfMany')}</p> : null}
      <ul className="d-drifts">
        {items.slice(0, shown).map((item, i) => (
          <DriftCard
            key={item.key}
            item={item}
            tenantId={tenantId}
            opensAtOnce={i < OPEN_AT_ONCE}
            mayKeepFiles={mayKeepFiles}
            whyNot={whyNot}
            onReapply={() => setAsked({ act: 'reapply', items: [item] })}
            onAdopt={() => setAsked({ act: 'adopt', items: [item] })}
          />
        ))}
      </ul>
      {items.length > shown ? (
        <Button variant="default" onClick={() => setShown(shown + PIECE)}>
          {t('drift.more', { n: Math.min(PIECE, items.length - shown) })}
        </Button>
      ) : null}
      {asked?.act === 'reapply' ? (
        <ReapplyDialog
          items={asked.items}
          busy={busy}
          failure={failure}
          onClose={close}
          onConfirm={(reason) => void reapply(asked.items, reason)}
        />
      ) : null}
      {asked?.act === 'adopt' ? (
        <AdoptDialog
          items={asked.items}
          busy={busy}
          failure={failure}
          onClose={close}
          onConfirm={() => void adopt(asked.items)}
        />
      ) : null}
    </>
  );
}
