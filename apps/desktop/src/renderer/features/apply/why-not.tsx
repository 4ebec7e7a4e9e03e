import { Anchor } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { CopyField, Facts, Section, stepText, t } from '@synergycall/ui';
import { use, type ReactNode } from 'react';
import { Link } from 'wouter';
import { bridge } from '../../agent/bridge.ts';
import { routes } from '../../frame/routes.ts';
import { TenantContext } from '../../frame/tenant-context.ts';
import { useDrift } from '../drift/use-drift.ts';
import { formatWhen } from './schedule-words.ts';

/** What is live, as the tenant or the box knows it now; null: not known here. */
export interface LiveNow {
  readonly generation: number | null;
  readonly since: string | null;
}

/** Where a job stopped: the step, the object, the place, what is live now, and the commands that help. The verdict above says why and what to do. */
export function WhyNot({ job, live, action }: { job: JobView; live: LiveNow | undefined; action?: ReactNode }) {
  const { error } = job;
  if (error === null) return null;
  const rows: (readonly [string, ReactNode])[] = [
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
    [t('apply.why.live'), liveText(job, live)] as const,
  ];
  const commands = error.commands ?? [];
  return (
    <Section
      title={error.step === null ? t('apply.why') : t('apply.why.at', { step: stepText(error.step) })}
      actions={action}
    >
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

/** A hand edit stopped it: the way to what differs, as of now. */
function Edited({ job }: { job: JobView }) {
  const isEdit = job.error?.code === 'apply.drift' || job.error?.code === 'apply.adopted-outdated';
  return isEdit ? <LookAtDifferences tenantId={job.tenantId} /> : null;
}

function LookAtDifferences({ tenantId }: { tenantId: JobView['tenantId'] }) {
  const drift = useDrift(tenantId ?? undefined);
  return (
    <Anchor
      component={Link}
      href={tenantId === null ? routes.boxDrift() : routes.drift(tenantId)}
      // The edit may be newer than the last look at the box.
      onClick={() => void drift.look()}
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
    case 'did':
      return tenantId === undefined ? undefined : routes.number(tenantId, id);
    case 'flow':
      return tenantId === undefined ? undefined : routes.flow(tenantId, id);
    // It has no page of its own yet.
    case 'location':
      return undefined;
    case 'policy':
      return tenantId === undefined ? undefined : routes.policy(tenantId, id);
    case 'trunk':
      return job.tenantId === null ? routes.anyTrunk(id) : routes.trunk(job.tenantId, id);
    case 'device': {
      if (tenantId === undefined) return undefined;
      const owner = job.changes.find((each) => each.kind === 'device' && each.id === id)?.owner;
      return owner ? routes.user(tenantId, owner.id, 'devices') : routes.devices(tenantId);
    }
  }
}
