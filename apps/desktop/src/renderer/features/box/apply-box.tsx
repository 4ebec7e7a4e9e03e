import { Button } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { FailureNote, StateDot, t, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { Outcome } from '../apply/outcome.tsx';
import { StepTable } from '../apply/steps.tsx';
import { isOver } from '../apply/words.ts';

/** Makes the part of the configuration that all tenants share live; the agent answers when it is over. */
export function ApplyBox({ isWaiting, onLive }: { isWaiting: boolean; onLive: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const [job, setJob] = useState<JobView>();
  const start = async () => {
    setBusy(true);
    setFailure(undefined);
    setJob(undefined);
    const result = await outcome(client.applies.startBox.mutate({}));
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    setJob(result.value);
    if (result.value.status === 'SUCCESS') onLive();
  };
  return (
    <div className="d-box-apply">
      <div className="d-row">
        <div className="d-grow">
          {isWaiting ? <StateDot tone="pending" label={t('box.waiting')} /> : null}
          <div className="sc-dim">{t('box.applyHint')}</div>
        </div>
        <Button variant={isWaiting ? 'filled' : 'default'} loading={busy} onClick={() => void start()}>
          {t('box.apply')}
        </Button>
      </div>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      {job === undefined ? null : (
        <>
          <Outcome job={job} />
          <StepTable steps={job.steps} over={isOver(job)} />
        </>
      )}
    </div>
  );
}
