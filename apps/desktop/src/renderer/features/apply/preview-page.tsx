import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ModelProblem, PreviewView } from '@synergycall/domain';
import {
  EmptyState,
  Loaded,
  Note,
  Page,
  RelativeTime,
  Section,
  SkeletonLines,
  modelProblemText,
  t,
} from '@synergycall/ui';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { ChangeList } from './change-list.tsx';
import { FrozenNote, useFreeze } from './freeze-note.tsx';
import { EditedByHand } from './tenant-apply.tsx';
import { TextDiff } from './text-diff.tsx';

/** What an apply would do, in sentences; the text behind a toggle. Applying itself is the bar's. */
export function PreviewPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const query = useQuery(trpc.applies.preview.queryOptions({ tenantId: tenant.id }, { staleTime: 0 }));
  return (
    <Page title={t('apply.preview.title')} about={t('apply.preview.about', { tenant: tenant.name })}>
      <Loaded
        state={loadable(query)}
        onRetry={() => void query.refetch()}
        skeleton={
          <div className="d-readable">
            <SkeletonLines lines={8} />
          </div>
        }
      >
        {(preview) => <Preview preview={preview as PreviewView} />}
      </Loaded>
    </Page>
  );
}

function NothingPending() {
  const tenant = useTenant();
  const [, navigate] = useLocation();
  return (
    <EmptyState
      icon={<IconCheck size={28} stroke={1.5} />}
      title={t('apply.preview.empty.title')}
      action={
        <Button variant="default" onClick={() => navigate(routes.history(tenant.id))}>
          {t('apply.history.title')}
        </Button>
      }
    >
      {t('apply.preview.empty.text')}
    </EmptyState>
  );
}

function Preview({ preview }: { preview: PreviewView }) {
  const tenant = useTenant();
  const freeze = useFreeze(tenant.id, preview.frozenUntil);
  const [showsText, setShowsText] = useState(false);
  const reloads =
    preview.reloads.length === 0
      ? t('apply.preview.noReload')
      : t('apply.preview.reloads', { list: preview.reloads.join(', ') });
  const isEdited = (preview.drift?.length ?? preview.driftCount) > 0;
  const isNoted = freeze !== null || isEdited || preview.problems.length > 0;
  return (
    <div className="d-readable">
      {isNoted ? (
        <div className="d-gap">
          <Problems problems={preview.problems} />
          {freeze === null ? null : <FrozenNote freeze={freeze} />}
          <EditedByHand pending={preview} found={preview.drift} />
        </div>
      ) : null}
      {preview.count === 0 ? (
        <NothingPending />
      ) : (
        <>
          <Section title={t('apply.pending', { n: preview.count })}>
            <ChangeList changes={preview.changes} />
          </Section>
          <p className="sc-dim">
            {preview.lastAppliedAt === null ? t('apply.preview.never') : <LiveSince at={preview.lastAppliedAt} />}{' '}
            {reloads}
          </p>
          <Button variant="default" size="xs" onClick={() => setShowsText(!showsText)} aria-expanded={showsText}>
            {showsText ? t('apply.preview.hideText') : t('apply.preview.text')}
          </Button>
          {showsText ? <TextDiff text={preview.text} /> : null}
        </>
      )}
    </div>
  );
}

/** Conflicts to be solved first, and stores that could not be looked at. */
function Problems({ problems }: { problems: PreviewView['problems'] }) {
  return problems.map((problem) => {
    const isUnseen = problem['problem'] === 'not-looked-at';
    return (
      <Note
        key={JSON.stringify(problem)}
        tone={isUnseen ? 'pending' : 'failed'}
        icon={<IconAlertTriangle size={16} stroke={1.75} />}
        title={t(isUnseen ? 'apply.preview.unseen' : 'apply.preview.problems')}
      >
        {isUnseen
          ? t('apply.preview.unseen.about', { store: String(problem['store']) })
          : modelProblemText(problem as unknown as ModelProblem)}
      </Note>
    );
  });
}

function LiveSince({ at }: { at: string }) {
  const [before, after] = t('apply.preview.last', { time: '\u0000' }).split('\u0000');
  return (
    <>
      {before}
      <RelativeTime at={at} />
      {after}
    </>
  );
}
