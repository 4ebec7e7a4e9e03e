import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import type { CompareView, Point } from '@synergycall/domain';
import { EmptyState, FailureNote, Loaded, Page, SkeletonLines, t } from '@synergycall/ui';
import { IconArrowBackUp, IconArrowsLeftRight, IconEqual, IconGitCompare } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { failureOf } from '../../agent/link.ts';
import { loadable } from '../../agent/loadable.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { ChangeList } from '../apply/change-list.tsx';
import { TextDiff } from '../apply/text-diff.tsx';
import { ActButton } from './act-button.tsx';
import { pointName, readPoint } from './history-words.ts';
import { VersionPicker, useVersions } from './version-picker.tsx';
import { useWhyNot } from './why-not.ts';

/** Two versions side by side, or one and what is meant now: the objects in sentences, the text behind a toggle. */
export function ComparePage(props: { from?: string | undefined; to?: string | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, navigate] = useLocation();
  const versions = useVersions(tenant.id);
  const whyNot = useWhyNot('history.restore', tenant.id);
  const [newest] = versions.rows;
  const from = readPoint(props.from) ?? newest?.generation;
  const to = readPoint(props.to) ?? 'model';
  const isSame = from === to;
  const query = useQuery(
    trpc.history.compare.queryOptions(from === undefined || isSame ? skipToken : { tenantId: tenant.id, from, to }, {
      staleTime: 0,
    }),
  );
  const show = (next: { from?: Point; to?: Point }) =>
    navigate(routes.compare(tenant.id, next.from ?? from ?? 'model', next.to ?? to), { replace: true });
  const hasNone = from === undefined && versions.query.isSuccess;
  const version = from === 'model' ? (to === 'model' ? undefined : to) : from;
  return (
    <Page
      title={t('compare.title')}
      back={<BackLink href={routes.history(tenant.id)}>{t('restore.back')}</BackLink>}
      about={t('compare.about', { tenant: tenant.name })}
      actions={
        version === undefined || hasNone ? undefined : (
          <ActButton
            variant="default"
            leftSection={<IconArrowBackUp size={15} stroke={1.75} />}
            whyNot={whyNot}
            onClick={() => navigate(routes.restore(tenant.id, version))}
          >
            {t('restore.title', { generation: version })}
          </ActButton>
        )
      }
    >
      {hasNone ? (
        <EmptyState icon={<IconGitCompare size={28} stroke={1.5} />} title={t('compare.none.title')}>
          {t('compare.none.text')}
        </EmptyState>
      ) : (
        <>
          <div className="d-compare">
            <VersionPicker
              label={t('compare.from')}
              value={from}
              versions={versions}
              onChange={(point) => show({ from: point })}
            />
            <Tooltip label={t('compare.swap')}>
              <ActionIcon
                variant="default"
                size={32}
                aria-label={t('compare.swap')}
                disabled={from === undefined}
                onClick={() => from !== undefined && show({ from: to, to: from })}
              >
                <IconArrowsLeftRight size={15} stroke={1.75} />
              </ActionIcon>
            </Tooltip>
            <VersionPicker
              label={t('compare.to')}
              value={to}
              versions={versions}
              onChange={(point) => show({ to: point })}
            />
          </div>
          {versions.query.error === null ? null : (
            <div className="d-gap">
              <FailureNote failure={failureOf(versions.query.error)} onRetry={() => void versions.query.refetch()} />
            </div>
          )}
          {isSame ? (
            <EmptyState icon={<IconEqual size={28} stroke={1.5} />} title={t('compare.one.title')}>
              {t('compare.one.text')}
            </EmptyState>
          ) : from === undefined && versions.query.error !== null ? null : (
            <Loaded state={loadable(query)} onRetry={() => void query.refetch()} skeleton={<SkeletonLines lines={8} />}>
              {(view) => <Compared key={`${view.from}-${view.to}`} view={view} />}
            </Loaded>
          )}
        </>
      )}
    </Page>
  );
}

function Compared({ view }: { view: CompareView }) {
  const [showsText, setShowsText] = useState(false);
  const names = { from: pointName(view.from), to: pointName(view.to) };
  if (view.changes.length === 0 && view.text.length === 0)
    return (
      <EmptyState icon={<IconEqual size={28} stroke={1.5} />} title={t('compare.same.title')}>
        {t('compare.same.text', names)}
      </EmptyState>
    );
  return (
    <div className="d-readable">
      <p className="d-lead" role="status">
        {view.changes.length === 0
          ? t('compare.sameObjects')
          : t('compare.summary', { n: view.changes.length, ...names })}
      </p>
      <ChangeList changes={view.changes} />
      <Button variant="default" size="xs" mt={12} onClick={() => setShowsText(!showsText)} aria-expanded={showsText}>
        {showsText ? t('compare.hideText') : t('compare.text')}
      </Button>
      {showsText && view.text.length === 0 ? <p className="sc-dim">{t('compare.sameText')}</p> : null}
      {showsText && view.text.length > 0 ? <TextDiff text={view.text} /> : null}
    </div>
  );
}
