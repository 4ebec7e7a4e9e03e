import { Button, TextInput } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import type { restoreAllView } from '@synergycall/domain';
import {
  ConfirmDialog,
  DataGrid,
  EmptyState,
  Loaded,
  Note,
  Page,
  SkeletonLines,
  formatMoment,
  t,
  toastDone,
  type AnyFailure,
  type Column,
} from '@synergycall/ui';
import { IconCheck, IconClock, IconInfoCircle } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import type { z } from 'zod';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { useWindow } from '../../frame/window-state.ts';
import { ActButton } from './act-button.tsx';
import { useWhyNot } from './why-not.ts';

type RestoreAllView = z.infer<typeof restoreAllView>;
type Line = RestoreAllView['tenants'][number];

const COLUMNS: readonly Column<Line>[] = [
  {
    id: 'tenant',
    header: t('restoreAll.tenant'),
    width: 'minmax(160px, 2fr)',
    cell: (line) => (
      <span className="d-strong" dir="auto">
        {line.tenantName}
      </span>
    ),
  },
  {
    id: 'version',
    header: t('restoreAll.version'),
    width: 'minmax(150px, 1fr)',
    cell: (line) =>
      line.generation === null ? (
        <span className="sc-dim">{t('restoreAll.notLive')}</span>
      ) : (
        t('compare.version', { n: line.generation })
      ),
  },
  {
    id: 'changes',
    header: t('restoreAll.changes'),
    width: 'minmax(130px, 1fr)',
    cell: (line) =>
      line.code !== undefined ? (
        <span className="d-warn">{t('restoreAll.failed', { code: line.code })}</span>
      ) : line.changes === 0 ? (
        <span className="sc-dim">{line.generation === null ? '–' : t('restoreAll.same')}</span>
      ) : (
        t('history.changes', { n: line.changes })
      ),
  },
  {
    id: 'blocked',
    header: t('restoreAll.blocked'),
    width: 'minmax(130px, 1fr)',
    cell: (line) =>
      line.blocked === 0 ? <span className="sc-dim">–</span> : <span className="d-warn">{line.blocked}</span>,
  },
];

/** Takes every tenant back to one time: a plan per tenant first, then pending changes in each. */
export function RestoreAllPage() {
  const trpc = useTRPC();
  const [written, setWritten] = useState('');
  const [problem, setProblem] = useState<string>();
  const [at, setAt] = useState<string>();
  const query = useQuery(
    trpc.history.restoreAllPlan.queryOptions(at === undefined ? skipToken : { at }, { staleTime: 0 }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const time = new Date(written);
    if (Number.isNaN(time.getTime())) return setProblem(t('restoreAll.missing'));
    if (time.getTime() > Date.now()) return setProblem(t('restoreAll.future'));
    setProblem(undefined);
    setAt(time.toISOString());
  };
  return (
    <Page
      fill
      title={t('restoreAll.title')}
      back={<BackLink href={routes.allHistory()}>{t('nav.boxHistory')}</BackLink>}
      about={t('restoreAll.about')}
    >
      <div className="d-inset">
        <form className="d-moment" onSubmit={submit} noValidate>
          <TextInput
            type="datetime-local"
            label={t('restoreAll.at')}
            description={t('restoreAll.atHint', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
            error={problem}
            value={written}
            onChange={(event) => {
              setWritten(event.currentTarget.value);
              setProblem(undefined);
            }}
          />
          <Button type="submit" variant={at === undefined ? 'filled' : 'default'}>
            {t('restoreAll.plan')}
          </Button>
        </form>
      </div>
      {at === undefined ? (
        <EmptyState icon={<IconClock size={28} stroke={1.5} />} title={t('restoreAll.first.title')}>
          {t('restoreAll.first.text')}
        </EmptyState>
      ) : (
        <Loaded
          state={loadable(query)}
          onRetry={() => void query.refetch()}
          skeleton={
            <div className="d-inset">
              <SkeletonLines lines={8} />
            </div>
          }
        >
          {(view) => <Plan key={at} view={view} at={at} />}
        </Loaded>
      )}
    </Page>
  );
}

function Plan({ view, at }: { view: RestoreAllView; at: string }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const [done, setDone] = useState<RestoreAllView>();
  const whyNot = useWhyNot('history.restore-all', null);
  const changing = view.tenants.filter((line) => line.changes > 0);
  const changes = changing.reduce((sum, line) => sum + line.changes, 0);
  const blocked = view.tenants.reduce((sum, line) => sum + line.blocked, 0);
  const time = formatMoment(at);
  const restore = async () => {
    setBusy(true);
    setFailure(undefined);
    const result = await outcome(client.history.restoreAll.mutate({ at }));
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    setAsking(false);
    setDone(result.value);
    toastDone(
      t('restoreAll.done', { n: result.value.tenants.filter((line) => line.changes > 0).length }),
      t('restoreAll.done.more'),
    );
  };
  if (done === undefined && changing.length === 0 && blocked === 0)
    return (
      <EmptyState icon={<IconCheck size={28} stroke={1.5} />} title={t('restoreAll.nothing.title')}>
        {t('restoreAll.nothing.text', { time })}
      </EmptyState>
    );
  const shown = done ?? view;
  return (
    <>
      <div className="d-inset d-gap">
        {done === undefined ? (
          <Note tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />} title={t('restore.pendingOnly')} />
        ) : (
          <Note
            tone="live"
            icon={<IconCheck size={16} stroke={1.75} />}
            title={t('restoreAll.done', { n: done.tenants.filter((line) => line.changes > 0).length })}
          >
            {t('restoreAll.done.more')}
          </Note>
        )}
        {done === undefined ? (
          <div className="d-row">
            <span className="d-grow" role="status">
              {t('restoreAll.summary', { tenants: changing.length, changes })}
              {blocked === 0 ? '' : ` · ${t('restoreAll.summaryBlocked', { n: blocked })}`}
            </span>
            <ActButton
              whyNot={changing.length === 0 ? t('restore.allBlocked') : whyNot}
              onClick={() => setAsking(true)}
            >
              {t('restoreAll.do', { n: changing.length })}
            </ActButton>
          </div>
        ) : null}
      </div>
      <div className="d-split">
        <div className="d-split-main">
          <DataGrid
            label={t('restoreAll.title')}
            columns={COLUMNS}
            rows={shown.tenants}
            rowKey={(line) => line.tenantId}
            compact={compact}
            onOpen={(line) =>
              navigate(
                done !== undefined || line.generation === null
                  ? routes.preview(line.tenantId)
                  : routes.restore(line.tenantId, line.generation),
              )
            }
          />
        </div>
      </div>
      <ConfirmDialog
        open={isAsking}
        title={t('restoreAll.confirm.title', { n: changing.length, time })}
        confirm={t('restoreAll.do', { n: changing.length })}
        busy={busy}
        failure={failure}
        onClose={() => {
          setFailure(undefined);
          setAsking(false);
        }}
        onConfirm={() => void restore()}
      >
        {t('restoreAll.confirm.text')} {blocked === 0 ? null : t('restoreAll.confirm.blocked', { n: blocked })}
      </ConfirmDialog>
    </>
  );
}
