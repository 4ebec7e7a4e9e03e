import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { NEAR, type SpendingToday } from '@synergycall/domain';
import {
  ConfirmDialog,
  FailureNote,
  RelativeTime,
  Section,
  SkeletonLines,
  t,
  toastDone,
  type AnyFailure,
} from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { moneyText } from './money-text.ts';

/** In ms. */
const EVERY = 15_000;

/** What calls out have cost today, beside what they may, and the way on for whoever needs more. */
export function TodaySection() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const query = useQuery(trpc.spending.today.queryOptions({ tenantId: tenant.id }, { refetchInterval: EVERY }));
  const state = loadable(query);
  return (
    <Section title={t('spending.today')} about={t('spending.today.about')}>
      {state.tag === 'loading' ? <SkeletonLines lines={2} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? <Today today={state.value} onLifted={() => void query.refetch()} /> : null}
    </Section>
  );
}

const COLORS = { fine: 'blue', near: 'yellow', reached: 'red' } as const;

/** How much of the limit is used. */
function useOf({ micros, limit }: { micros: number; limit: number }): keyof typeof COLORS {
  if (micros >= limit) return 'reached';
  return micros >= limit * NEAR ? 'near' : 'fine';
}

function Today({ today, onLifted }: { today: SpendingToday; onLifted: () => void }) {
  const tenant = useTenant();
  const mayLift = useMay(tenant.id)('spending.lift');
  const [asked, setAsked] = useState(false);
  const { micros, limit, currency, lifted, hasPrices } = today;
  if (limit === null)
    return <p className="d-lead sc-dim">{t(hasPrices ? 'spending.today.noLimit' : 'spending.today.noPrices')}</p>;
  const use = useOf({ micros, limit });
  const amounts = { spent: moneyText(micros, currency), limit: moneyText(limit, currency) };
  const stopped = use === 'reached' && lifted === null;
  return (
    <div className="d-spending">
      <div className="d-spending-line">
        <strong>{t('spending.today.of', amounts)}</strong>
        <span className={stopped ? 'd-spending-stopped' : 'sc-dim'}>
          {lifted ? (
            <>
              {t('spending.lifted', { by: lifted.by ?? '–' })} <RelativeTime at={lifted.at} />
            </>
          ) : (
            t(`spending.today.${use}`)
          )}
        </span>
      </div>
      <Progress
        value={Math.min(100, (micros / limit) * 100)}
        color={COLORS[use]}
        size="md"
        aria-label={t('spending.today.of', amounts)}
      />
      {mayLift && lifted === null ? (
        <div>
          <Button variant="default" size="xs" onClick={() => setAsked(true)}>
            {t('spending.lift')}
          </Button>
        </div>
      ) : null}
      <LiftDialog today={today} open={asked} onClose={() => setAsked(false)} onLifted={onLifted} />
    </div>
  );
}

function LiftDialog(props: { today: SpendingToday; open: boolean; onClose: () => void; onLifted: () => void }) {
  const tenant = useTenant();
  const client = useTRPCClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const close = () => {
    setFailure(undefined);
    props.onClose();
  };
  const lift = async () => {
    setBusy(true);
    const done = await outcome(client.spending.lift.mutate({ tenantId: tenant.id, day: props.today.day }));
    setBusy(false);
    if (!done.ok) return setFailure(done.error);
    close();
    props.onLifted();
    toastDone(t('spending.lift.toast'));
  };
  return (
    <ConfirmDialog
      open={props.open}
      title={t('spending.lift.title')}
      confirm={t('spending.lift')}
      danger
      busy={busy}
      onClose={close}
      onConfirm={() => void lift()}
    >
      {failure === undefined ? null : isOtherDay(failure) ? (
        <p className="d-danger" role="alert">
          {t('spending.lift.otherDay')}
        </p>
      ) : (
        <FailureNote failure={failure} />
      )}
      {t('spending.lift.text')}
    </ConfirmDialog>
  );
}

/** Midnight came between the look and the click. */
const isOtherDay = (failure: AnyFailure): boolean =>
  failure.code === 'input.invalid' && failure.issues.some(({ problem }) => problem === 'not-today');
