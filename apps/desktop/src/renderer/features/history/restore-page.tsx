import { Button } from '@mantine/core';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { RestorePlanView } from '@synergycall/domain';
import {
  EmptyState,
  FailureNote,
  Loaded,
  Note,
  Page,
  SkeletonLines,
  formatMoment,
  t,
  toastDone,
  type AnyFailure,
  noteText,
} from '@synergycall/ui';
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { failureOf } from '../../agent/link.ts';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { ActButton } from './act-button.tsx';
import { RestoreList } from './restore-list.tsx';
import { keyOf, rowsOf } from './restore-words.ts';
import { useWhyNot } from './why-not.ts';

/** As many objects as can be named one by one: the plan is asked for by an address, of which Node takes 16 kB. */
const MOST_CHOSEN = 150;

/** What restoring a version would change, to be chosen from; it becomes pending, and the preview follows. */
export function RestorePage({ generation }: { generation: number }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const query = useQuery(trpc.history.restorePlan.queryOptions({ tenantId: tenant.id, generation }, { staleTime: 0 }));
  const state = loadable(query);
  const isNothing = state.tag === 'failed' && state.failure.code === 'restore.nothing';
  return (
    <Page
      title={t('restore.title', { generation })}
      back={<BackLink href={routes.history(tenant.id)}>{t('restore.back')}</BackLink>}
      about={
        state.tag === 'ready'
          ? t('restore.about', { time: formatMoment(state.value.liveSince), tenant: tenant.name })
          : '\u00a0'
      }
      actions={
        <Button variant="default" onClick={() => navigate(routes.compare(tenant.id, generation, 'model'))}>
          {t('restore.compare')}
        </Button>
      }
    >
      {isNothing ? (
        <Nothing generation={generation} />
      ) : (
        <Loaded state={state} onRetry={() => void query.refetch()} skeleton={<SkeletonLines lines={8} />}>
          {(plan) =>
            rowsOf(plan).rows.length === 0 ? (
              <Nothing generation={generation} />
            ) : (
              <Plan plan={plan} onStale={() => void query.refetch()} />
            )
          }
        </Loaded>
      )}
    </Page>
  );
}

function Nothing({ generation }: { generation: number }) {
  return (
    <EmptyState icon={<IconCheck size={28} stroke={1.5} />} title={t('restore.nothing.title', { generation })}>
      {t('restore.nothing.text')}
    </EmptyState>
  );
}

/** What is ticked off the plan; what can't be restored is never part of it, what is new in the plan is. */
function useChoice(plan: RestorePlanView) {
  const { rows, others, free } = useMemo(() => {
    const found = rowsOf(plan);
    return { ...found, free: found.rows.filter((row) => !row.isBlocked) };
  }, [plan]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => free.filter((row) => !left.has(row.key)), [free, left]);
  const picked = useMemo(() => new Set(chosen.map((row) => row.key)), [chosen]);
  // The same functions each time: a tick draws its own row anew, not those of a thousand others.
  const choose = useCallback(
    (keys: readonly string[], isChosen: boolean) =>
      setLeft((before) => {
        const next = new Set(before);
        for (const key of keys)
          if (isChosen) next.delete(key);
          else next.add(key);
        return next;
      }),
    [],
  );
  const only = useCallback(
    (key: string) => setLeft(new Set(free.map((row) => row.key).filter((each) => each !== key))),
    [free],
  );
  return { rows, others, free, chosen, picked, choose, only, isAll: chosen.length === free.length };
}

function Plan({ plan, onStale }: { plan: RestorePlanView; onStale: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const tenant = useTenant();
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const { rows, others, free, chosen, picked, choose, only, isAll } = useChoice(plan);
  const { generation } = plan;
  const objects = chosen.map(({ object }) => ({ kind: object.kind, id: object.id }));
  const isPart = !isAll && objects.length > 0 && objects.length <= MOST_CHOSEN;
  // A part may bring more along than was ticked (a phone its person), and has a mark of its own.
  const part = useQuery(
    trpc.history.restorePlan.queryOptions(isPart ? { tenantId: tenant.id, generation, objects } : skipToken, {
      staleTime: 0,
      placeholderData: keepPreviousData,
    }),
  );
  const ready = isAll ? plan : isPart && !part.isPlaceholderData && part.isSuccess ? part.data : undefined;
  // What stands in the way of this choice only: the whole might have cleared it.
  const inTheWay = isAll ? [] : (ready?.notes ?? []).filter((note) => note.blocks);
  const along = isAll || !ready ? [] : ready.changes.filter((change) => !picked.has(keyOf(change)));
  const whyNotMine = useWhyNot('history.restore', tenant.id);
  const whyNot =
    whyNotMine ??
    (free.length === 0
      ? t('restore.allBlocked')
      : chosen.length === 0
        ? t('restore.noneChosen')
        : !isAll && objects.length > MOST_CHOSEN
          ? t('restore.tooMany', { most: MOST_CHOSEN })
          : ready === undefined
            ? t('restore.replanning')
            : inTheWay.length > 0
              ? t('restore.choiceBlocked')
              : undefined);
  const restore = async () => {
    if (ready === undefined) return;
    setBusy(true);
    setFailure(undefined);
    const result = await outcome(
      client.history.restore.mutate({
        tenantId: tenant.id,
        generation,
        ...(isAll ? {} : { objects }),
        mark: ready.mark,
      }),
    );
    setBusy(false);
    refresh();
    if (!result.ok) {
      setFailure(result.error);
      // The plan on screen is that of another model: the new one takes its place, the ticks stay.
      if (result.error.code === 'restore.stale') {
        onStale();
        if (isPart) void part.refetch();
      }
      return;
    }
    toastDone(t('restore.done', { generation }), t('restore.done.more', { n: result.value.pendingCount }));
    navigate(routes.preview(tenant.id));
  };
  const removed = (ready?.changes ?? []).filter((change) => change.change === 'removed').length;
  const info = <IconInfoCircle size={16} stroke={1.75} />;
  return (
    <div className="d-readable">
      <div className="d-gap">
        <Note tone="info" icon={info} title={t('restore.pendingOnly')}>
          {t('restore.pendingOnly.more')}
        </Note>
        {free.length === 0 ? <Note tone="pending" icon={info} title={t('restore.allBlocked')} /> : null}
        {part.error === null || isAll ? null : (
          <FailureNote failure={failureOf(part.error)} onRetry={() => void part.refetch()} />
        )}
      </div>
      <p className="d-lead">{t('restore.summary', { n: rows.length })}</p>
      <RestoreList rows={rows} chosen={picked} onChoose={choose} onlyThis={free.length > 1 ? only : undefined} />
      {along.length === 0 ? null : (
        <div className="d-gap">
          <Note tone="info" icon={info} title={t('restore.along')}>
            {along.map((change) => change.name).join(', ')}
          </Note>
        </div>
      )}
      {inTheWay.length === 0 ? null : (
        <div className="d-gap">
          <Note tone="pending" icon={info} title={t('restore.choiceBlocked')}>
            {inTheWay.map((note) => {
              const { said, todo } = noteText(note);
              return (
                <div key={`${keyOf(note)}-${note.note}`}>
                  {said} {todo}
                </div>
              );
            })}
          </Note>
        </div>
      )}
      {others.length === 0 ? null : (
        <div className="d-gap">
          <Note tone="info" icon={info} title={t('restore.kept')}>
            {others.map((note) => (
              <div key={`${keyOf(note)}-${note.note}`}>{noteText(note).said}</div>
            ))}
          </Note>
        </div>
      )}
      <div className="d-foot" role="group" aria-label={t('restore.title', { generation })}>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <div className="d-row">
          <span className="d-grow sc-dim" role="status">
            {t('restore.chosen', { n: chosen.length, all: free.length })}
            {removed === 0 ? '' : ` · ${t('restore.removes', { n: removed })}`}
          </span>
          <Button variant="default" onClick={() => navigate(routes.history(tenant.id))}>
            {t('common.cancel')}
          </Button>
          <ActButton whyNot={whyNot} loading={busy} onClick={() => void restore()}>
            {isAll && chosen.length > 0 ? t('restore.doAll', { generation }) : t('restore.do', { n: chosen.length })}
          </ActButton>
        </div>
      </div>
    </div>
  );
}
