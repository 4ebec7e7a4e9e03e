import type { DriftView } from '@synergycall/domain';
import { EmptyState, Loaded, Note, Page, RelativeTime, SkeletonLines, t } from '@synergycall/ui';
import { IconCheck, IconEye, IconEyeQuestion, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useLive, useWindow } from '../../frame/window-state.ts';
import { useJob } from '../apply/use-job.ts';
import { isOver } from '../apply/words.ts';
import { ActButton } from '../history/act-button.tsx';
import { useWhyNot } from '../history/why-not.ts';
import { AdoptedFiles } from './adopted-files.tsx';
import { DriftItems } from './drift-items.tsx';
import { useDrift, type Drift } from './use-drift.ts';

/** What is live for the tenant otherwise than it was applied, and the two ways to end it. */
export function DriftPage() {
  const tenant = useTenant();
  const drift = useDrift(tenant.id);
  const whyNot = useWhyNot('drift.resolve', tenant.id);
  const watchJob = useWindow((s) => s.watchJob);
  const [jobId, setJobId] = useState<string>();
  return (
    <>
      {jobId === undefined ? null : <LooksAfter key={jobId} jobId={jobId} look={drift.look} />}
      <DriftScreen
        drift={drift}
        title={t('drift.title')}
        about={t('drift.about', { tenant: tenant.name })}
        tenantId={tenant.id}
        whyNot={whyNot}
        onReapplying={(id) => {
          watchJob(id);
          setJobId(id);
        }}
      />
    </>
  );
}

/** Draws nothing: looks at the box again once the apply is over, since what is shown was looked at before it. */
function LooksAfter({ jobId, look }: { jobId: string; look: () => Promise<void> }) {
  const { data: job } = useJob(useTenant().id, jobId);
  const isDone = job !== undefined && isOver(job);
  const lookNow = useRef(look);
  useEffect(() => {
    lookNow.current = look;
  });
  useEffect(() => {
    if (isDone) void lookNow.current();
  }, [isDone]);
  return null;
}

/** The same for the part that all tenants share. */
export function BoxDriftPage() {
  const drift = useDrift(undefined);
  const [, navigate] = useLocation();
  return (
    <DriftScreen
      drift={drift}
      onReapplying={(id) => navigate(routes.boxJob(id))}
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
  /** SynergyCall's version is being applied again, by this job. */
  onReapplying: (jobId: string) => void;
}

function DriftScreen({ drift, title, about, ...rest }: ScreenProps) {
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
        {(view) => <Found view={view} drift={drift} {...rest} />}
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
        <AdoptedFiles files={view.adopted} drop={props.drift.drop} />
      </>
    );
  return (
    <div className="d-readable">
      {unknown}
      <DriftItems items={view.items} {...props} />
      <AdoptedFiles files={view.adopted} drop={props.drift.drop} />
    </div>
  );
}
