import { Button } from '@mantine/core';
import type { DriftItem, DriftView } from '@synergycall/domain';
import {
  EmptyState,
  Loaded,
  Note,
  Page,
  RelativeTime,
  SkeletonLines,
  t,
  toastDone,
  type AnyFailure,
} from '@synergycall/ui';
import { IconCheck, IconEye, IconEyeQuestion, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useLive, useWindow } from '../../frame/window-state.ts';
import { ActButton } from '../history/act-button.tsx';
import { useWhyNot } from '../history/why-not.ts';
import { useMay } from '../session/session.ts';
import { DriftCard } from './drift-card.tsx';
import { AdoptDialog, ReapplyDialog } from './drift-dialogs.tsx';
import { adoptionFor } from './drift-words.ts';
import { useDrift, type Drift } from './use-drift.ts';

/** As many as the agent takes at once. */
const MOST_AT_ONCE = 2_000;
/** Cards are drawn piece by piece; so few open with their lines. */
const PIECE = 50;
const OPEN_AT_ONCE = 5;

/** What is live for the tenant otherwise than it was applied, and the two ways to end it. */
export function DriftPage() {
  const tenant = useTenant();
  const drift = useDrift(tenant.id);
  return (
    <DriftScreen
      drift={drift}
      title={t('drift.title')}
      about={t('drift.about', { tenant: tenant.name })}
      tenantId={tenant.id}
      whyNot={useWhyNot('drift.resolve', tenant.id)}
    />
  );
}

/** The same for the part that all tenants share. */
export function BoxDriftPage() {
  const drift = useDrift(undefined);
  return (
    <DriftScreen
      drift={drift}
      title={t('drift.box.title')}
      about={t('drift.box.about')}
      tenantId={undefined}
      whyNot={useWhyNot('drift.resolve-box', null)}
    />
  );
}

interface ScreenProps {
  drift: Drift;
  title: string;
  about: string;
  tenantId: string | undefined;
  whyNot: string | undefined;
}

function DriftScreen({ drift, title, about, tenantId, whyNot }: ScreenProps) {
  const isOffline = useLive((s) => s.connection === 'offline');
  const { state } = drift;
  const checkedAt = state.tag === 'ready' ? state.value.checkedAt : null;
  return (
    <Page
      title={title}
      about={about}
      actions={
        <>
          {checkedAt === null ? null : (
            <span className="sc-dim">
              {t('drift.looked')} <RelativeTime at={checkedAt} />
            </span>
          )}
          <ActButton
            variant="default"
            leftSection={<IconRefresh size={15} stroke={1.75} />}
            loading={drift.isLooking}
            whyNot={isOffline ? t('history.whyNot.offline') : undefined}
            onClick={() => void drift.look()}
          >
            {t(checkedAt === null ? 'drift.look' : 'drift.lookAgain')}
          </ActButton>
        </>
      }
    >
      <Loaded state={state} onRetry={drift.retry} skeleton={<SkeletonLines lines={8} />}>
        {(view) => <Found view={view} drift={drift} tenantId={tenantId} whyNot={whyNot} />}
      </Loaded>
    </Page>
  );
}

function Found({ view, ...props }: { view: DriftView } & Omit<ScreenProps, 'title' | 'about'>) {
  if (view.checkedAt === null)
    return (
      <EmptyState icon={<IconEye size={28} stroke={1.5} />} title={t('drift.neverLooked')}>
        {t('drift.neverLooked.text')}
      </EmptyState>
    );
  const unknown =
    view.unknown.length === 0 ? null : (
      <div className="d-gap">
        <Note tone="pending" icon={<IconEyeQuestion size={16} stroke={1.75} />} title={t('drift.unknown.title')}>
          {t('drift.unknown', { stores: view.unknown.map((store) => t(`drift.store.${store}`)).join(', ') })}
        </Note>
      </div>
    );
  if (view.items.length === 0)
    return (
      <>
        {unknown}
        <EmptyState icon={<IconCheck size={28} stroke={1.5} />} title={t('drift.none.title')}>
          {view.unknown.length === 0 ? t('drift.none.text') : t('drift.none.known')}
        </EmptyState>
      </>
    );
  return (
    <div className="d-readable">
      {unknown}
      <Items items={view.items} {...props} />
    </div>
  );
}

type Asked = { act: 'reapply' | 'adopt'; items: readonly DriftItem[] };

function Items({
  items,
  drift,
  tenantId,
  whyNot,
}: { items: readonly DriftItem[] } & Omit<ScreenProps, 'title' | 'about'>) {
  const mayKeepFiles = useMay(null)('drift.resolve-box');
  const [, navigate] = useLocation();
  const watchJob = useWindow((s) => s.watchJob);
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
      if (tenantId !== undefined) watchJob(result.value.id);
      else navigate(routes.boxJob(result.value.id));
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
