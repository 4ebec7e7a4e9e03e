import { ActionIcon, Menu } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { RelativeTime, StateDot, formatDuration, formatMoment, t, type Column } from '@synergycall/ui';
import { IconArrowBackUp, IconDots, IconExternalLink, IconGitCompare } from '@tabler/icons-react';
import { waitsFor } from '../apply/schedule-words.ts';
import { toneOf, tookMs } from '../apply/words.ts';
import { changesLine, versionOf } from './history-words.ts';

export interface RowActs {
  open: (job: JobView) => void;
  compareNow: (job: JobView, version: number) => void;
  restore: (job: JobView, version: number) => void;
  /** Why nobody may restore here; undefined: they may. */
  whyNotRestore: (job: JobView) => string | undefined;
}

/** What the list of applies shows: `isAll` adds whose apply it was; where it is narrow, the reason stands with the changes. */
export function historyColumns(
  { isAll, isWide }: { isAll: boolean; isWide: boolean },
  acts: RowActs,
): readonly Column<JobView>[] {
  return [
    { id: 'when', header: t('apply.col.when'), width: '104px', cell: (j) => <RelativeTime at={j.requestedAt} /> },
    {
      id: 'outcome',
      header: t('apply.col.outcome'),
      width: '150px',
      cell: (j) => <StateDot tone={toneOf(j.status)} label={t(`apply.status.${j.status}`)} />,
    },
    ...(isAll ? [TENANT] : []),
    {
      id: 'what',
      header: t('apply.col.what'),
      width: 'minmax(180px, 3fr)',
      cell: (j) => <What job={j} withReason={!isWide} />,
    },
    ...(isWide ? [REASON] : []),
    {
      id: 'who',
      header: t('apply.col.who'),
      width: 'minmax(76px, 1fr)',
      cell: (j) => <span dir="auto">{j.actor}</span>,
    },
    {
      id: 'version',
      header: t('history.col.version'),
      width: '72px',
      align: 'end',
      cell: (j) => versionOf(j) ?? <span className="sc-dim">–</span>,
    },
    { id: 'took', header: t('apply.col.took'), width: '76px', align: 'end', cell: (j) => <Took job={j} /> },
    {
      id: 'actions',
      header: t('common.actions'),
      hideHeader: true,
      width: '64px',
      align: 'end',
      cell: (j) => <RowMenu job={j} acts={acts} />,
    },
  ];
}

const TENANT: Column<JobView> = {
  id: 'tenant',
  header: t('history.col.tenant'),
  width: 'minmax(96px, 1.2fr)',
  cell: (j) => <span dir="auto">{j.tenantName ?? t('history.ofBox')}</span>,
};

const REASON: Column<JobView> = {
  id: 'reason',
  header: t('history.col.reason'),
  width: 'minmax(100px, 1.2fr)',
  cell: (j) => (
    <span className={j.reason === null ? 'sc-dim' : undefined} dir="auto" title={j.reason ?? undefined}>
      {j.reason ?? '–'}
    </span>
  ),
};

function What({ job, withReason }: { job: JobView; withReason: boolean }) {
  const waits = job.status === 'PENDING' ? waitsFor(job.schedule) : undefined;
  const line = changesLine(job);
  const reason = withReason && job.reason !== null ? `“${job.reason}”` : undefined;
  const full = [waits, job.error?.detail, line, reason].filter((part) => part !== undefined).join(' · ');
  return (
    <span className="d-what" title={full}>
      <span className="d-what-count sc-dim" aria-hidden>
        {job.changeCount}
      </span>
      <span className="sc-visually-hidden">{t('history.changes', { n: job.changeCount })}: </span>
      <span className="sc-truncate" dir="auto">
        {full}
      </span>
    </span>
  );
}

function Took({ job }: { job: JobView }) {
  const ms = job.status === 'CANCELLED' || job.status === 'PENDING' ? undefined : tookMs(job);
  return ms === undefined ? <span className="sc-dim">–</span> : formatDuration(ms);
}

function RowMenu({ job, acts }: { job: JobView; acts: RowActs }) {
  const version = versionOf(job);
  const whyNot = acts.whyNotRestore(job);
  const size = { size: 15, stroke: 1.75 } as const;
  return (
    // A click on the menu is none on the row.
    <span
      role="presentation"
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('common.moreFor', { name: t('history.row', { time: formatMoment(job.requestedAt) }) })}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconExternalLink {...size} />} onClick={() => acts.open(job)}>
            {t('history.open')}
          </Menu.Item>
          {version === undefined || job.tenantId === null ? null : (
            <>
              <Menu.Item leftSection={<IconGitCompare {...size} />} onClick={() => acts.compareNow(job, version)}>
                {t('history.compareNow')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowBackUp {...size} />}
                disabled={whyNot !== undefined}
                onClick={() => acts.restore(job, version)}
              >
                {t('history.restoreThis')}
                {whyNot === undefined ? null : <span className="sc-dim d-small d-block d-menu-why">{whyNot}</span>}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
