import { Anchor } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { CopyField, Facts, Note, Section, stepText, t } from '@synergycall/ui';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCheck,
  IconCircleMinus,
  IconClock,
  IconInfoCircle,
  IconLoader2,
} from '@tabler/icons-react';
import { use, type ReactNode } from 'react';
import { Link } from 'wouter';
import { bridge } from '../../agent/bridge.ts';
import { routes } from '../../frame/routes.ts';
import { TenantContext } from '../../frame/tenant-context.ts';
import { formatWhen, waitsFor } from './schedule-words.ts';
import { verdictOf } from './words.ts';

const size = { size: 17, stroke: 1.75 } as const;

function Verdict({ job }: { job: JobView }) {
  const title = verdictOf(job);
  const remedy = job.error === null ? {} : { children: job.error.remedy };
  switch (job.status) {
    case 'SUCCESS':
      return <Note tone="live" icon={<IconCheck {...size} />} title={title} />;
    case 'FAILED':
    case 'NEEDS_HELP':
      return <Note tone="failed" icon={<IconAlertTriangle {...size} />} title={title} {...remedy} />;
    case 'ROLLED_BACK':
      return <Note tone="pending" icon={<IconArrowBackUp {...size} />} title={title} {...remedy} />;
    case 'PENDING':
      return (
        <Note tone="info" icon={<IconClock {...size} />} title={title}>
          {waitsFor(job.schedule)}
        </Note>
      );
    case 'CANCELLED':
      return <Note tone="info" icon={<IconCircleMinus {...size} />} title={title} />;
    case 'RUNNING':
      return <Note tone="info" icon={<IconLoader2 {...size} />} title={title} />;
  }
}

/** How a job stands or ended: the verdict with its remedy, and what else is to be known. */
export function Outcome({ job }: { job: JobView }) {
  return (
    <div className="d-gap">
      <div role="status">
        <Verdict job={job} />
      </div>
      {job.warnings.map((warning) => (
        <Note key={warning} tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />}>
          {warning}
        </Note>
      ))}
    </div>
  );
}

/** What is live, as the tenant or the box knows it now; null: not known here. */
export interface LiveNow {
  readonly generation: number | null;
  readonly since: string | null;
}

/** Why a job did not become live: the step, the object, the place, what was reported, what to do, what is live now. */
export function WhyNot({ job, live, action }: { job: JobView; live: LiveNow | undefined; action?: ReactNode }) {
  const { error } = job;
  if (error === null) return null;
  const where = [error.step === null ? undefined : stepText(error.step), error.object ?? undefined];
  const rows: (readonly [string, ReactNode])[] = [
    ...(error.step === null ? [] : [[t('apply.why.step'), stepText(error.step)] as const]),
    ...(error.object === null ? [] : [[t('apply.why.object'), <ErrorObject key="object" job={job} />] as const]),
    ...(error.place === undefined
      ? []
      : [
          [
            t('apply.why.place'),
            <span key="place" className="sc-mono">
              {error.place.line === null
                ? error.place.file
                : t('apply.why.line', { file: error.place.file, line: error.place.line })}
            </span>,
          ] as const,
        ]),
    [t('apply.why.reported'), error.detail] as const,
    [t('apply.remedy'), error.remedy] as const,
    [t('apply.why.live'), liveText(job, live)] as const,
  ];
  const commands = error.commands ?? [];
  return (
    <Section title={where.filter(Boolean).join(' · ') || t('apply.why')} actions={action}>
      <Facts rows={rows} />
      <Edited job={job} />
      {commands.length === 0 ? null : (
        <div className="d-commands">
          <p className="d-strong">{t('apply.why.commands')}</p>
          <div className="d-credentials-rows">
            {commands.map((command, i) => (
              <CopyField
                key={command}
                label={t('apply.why.command', { n: i + 1 })}
                value={command}
                copy={async (text) => void (await bridge().invoke('clipboard.write', { text }))}
              />
            ))}
          </div>
        </div>
      )}
    </Section>
  );
}

/** A hand edit stopped it: the way to what differs. */
function Edited({ job }: { job: JobView }) {
  const isEdit = job.error?.code === 'apply.drift' || job.error?.code === 'apply.adopted-outdated';
  if (!isEdit) return null;
  return (
    <Anchor
      component={Link}
      href={job.tenantId === null ? routes.boxDrift() : routes.drift(job.tenantId)}
      underline="always"
      className="d-edited-look"
    >
      {t('apply.edited.look')}
    </Anchor>
  );
}

function liveText({ status }: JobView, live: LiveNow | undefined): string {
  if (status === 'NEEDS_HELP') return t('apply.why.live.unknown');
  if (live === undefined) return t(status === 'ROLLED_BACK' ? 'apply.why.live.back' : 'apply.why.live.same');
  if (live.generation === null || live.since === null) return t('apply.why.live.never');
  return t('apply.why.live.version', { generation: live.generation, time: formatWhen(live.since) });
}

/** The object that stopped it, as a way to it where there is a page of its own. */
function ErrorObject({ job }: { job: JobView }) {
  const tenant = use(TenantContext);
  const { error } = job;
  if (error?.object == null) return null;
  const href = error.target === undefined ? undefined : placeOf(job, error.target, tenant?.id);
  return href === undefined ? (
    <bdi>{error.object}</bdi>
  ) : (
    <Link href={href} className="d-quiet-link">
      <bdi>{error.object}</bdi>
    </Link>
  );
}

type Target = NonNullable<NonNullable<JobView['error']>['target']>;
function placeOf(job: JobView, { kind, id }: Target, tenantId: string | undefined): string | undefined {
  switch (kind) {
    case 'box':
    case 'tenant':
      return routes.settings();
    case 'user':
      return tenantId === undefined ? undefined : routes.user(tenantId, id, 'profile');
    case 'device': {
      if (tenantId === undefined) return undefined;
      const owner = job.changes.find((each) => each.kind === 'device' && each.id === id)?.owner;
      return owner ? routes.user(tenantId, owner.id, 'devices') : routes.devices(tenantId);
    }
  }
}
