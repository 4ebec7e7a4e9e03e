import { Button, Modal, TextInput } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { e164, type E164, type TestCallCause, type TestCallView, type TrunkView } from '@synergycall/domain';
import { FailureNote, Note, t, type AnyFailure } from '@synergycall/ui';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { failureOf } from '../../agent/link.ts';
import { outcome } from '../../agent/loadable.ts';
import { useMay } from '../session/session.ts';

/** In ms: as often as a person sees a step come. */
const LOOK_EVERY = 400;
/** What people write between digits. */
const numberIn = (written: string): string => written.replace(/[\s()./-]/g, '');

/** Calls a number by the trunk and shows what it meets, as it comes, and at the end why, and what to do. */
export function TestCallDialog({ trunk, onClose }: { trunk: TrunkView; onClose: () => void }) {
  const client = useTRPCClient();
  const isPlatform = useMay(null)('trunk.manage-all');
  const [number, setNumber] = useState('');
  const [shown, setShown] = useState('');
  const [isWrong, setWrong] = useState<'number' | 'shown'>();
  const [failure, setFailure] = useState<AnyFailure>();
  const [placed, setPlaced] = useState<TestCallView>();
  const [isBusy, setBusy] = useState(false);
  const { call, lost } = useCall(trunk, placed, isPlatform);
  const isRunning = call !== undefined && call.end === null && lost === undefined;

  const place = async (event: FormEvent) => {
    event.preventDefault();
    const to = e164.safeParse(numberIn(number));
    const from = shown.trim() === '' ? null : e164.safeParse(numberIn(shown));
    setFailure(undefined);
    setWrong(!to.success ? 'number' : from !== null && !from.success ? 'shown' : undefined);
    if (!to.success || (from !== null && !from.success)) return;
    setBusy(true);
    setPlaced(undefined);
    const result = await outcome<TestCallView>(placing(to.data, from?.data ?? null));
    setBusy(false);
    if (result.ok) setPlaced(result.value);
    else setFailure(result.error);
  };
  const placing = (to: E164, callerId: E164 | null): Promise<TestCallView> =>
    isPlatform || trunk.tenantId === null
      ? client.trunk.testCallAny.mutate({ id: trunk.id, number: to, callerId })
      : client.trunk.testCall.mutate({ tenantId: trunk.tenantId, id: trunk.id, number: to });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('testCall.title', { name: trunk.name })}
      size={480}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className="sc-dialog" onSubmit={(event) => void place(event)} noValidate autoComplete="off">
        <p className="d-lead">{t('testCall.about')}</p>
        <TextInput
          data-autofocus
          label={t('testCall.number')}
          placeholder={t('testCall.number.placeholder')}
          inputMode="tel"
          spellCheck={false}
          value={number}
          error={isWrong === 'number' ? t('testCall.number.wrong') : undefined}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        {isPlatform ? (
          <TextInput
            label={t('testCall.shown')}
            description={t('testCall.shown.hint')}
            inputMode="tel"
            spellCheck={false}
            value={shown}
            error={isWrong === 'shown' ? t('testCall.number.wrong') : undefined}
            onChange={(event) => setShown(event.currentTarget.value)}
          />
        ) : null}
        {failure === undefined ? null : <FailureNote failure={failure} />}
        {call === undefined ? null : <Course call={call} isRunning={isRunning} />}
        {lost === undefined ? null : <FailureNote failure={lost} />}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={isRunning}>
            {placed === undefined ? t('testCall.place') : t('testCall.again')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** The call as it stands, asked for until it has ended; `lost`: why nothing more is heard of it. */
function useCall(
  trunk: TrunkView,
  placed: TestCallView | undefined,
  isPlatform: boolean,
): { readonly call: TestCallView | undefined; readonly lost: AnyFailure | undefined } {
  const trpc = useTRPC();
  const asked = placed && { id: trunk.id, testCallId: placed.id };
  const often = {
    refetchInterval: ({ state }: { state: { data: TestCallView | undefined; error: unknown } }) =>
      state.error !== null || (state.data && state.data.end !== null) ? (false as const) : LOOK_EVERY,
  };
  const isAny = isPlatform || trunk.tenantId === null;
  const any = useQuery(trpc.trunk.testCallAnyState.queryOptions(asked && isAny ? asked : skipToken, often));
  const own = useQuery(
    trpc.trunk.testCallState.queryOptions(
      asked && !isAny && trunk.tenantId !== null ? { ...asked, tenantId: trunk.tenantId } : skipToken,
      often,
    ),
  );
  const { data, error } = isAny ? any : own;
  const call = data ?? placed;
  return { call, lost: error !== null && call?.end === null ? failureOf(error) : undefined };
}

/** Its steps with their times, and the verdict. */
function Course({ call, isRunning }: { call: TestCallView; isRunning: boolean }) {
  const began = Date.parse(call.startedAt);
  const seconds = (at: string) => ((Date.parse(at) - began) / 1_000).toFixed(1);
  return (
    <div className="d-test-call">
      <h3 className="d-peek-sub d-peek-first">{t('testCall.steps')}</h3>
      <ol aria-live="polite">
        {call.steps.map(({ step, at }) => (
          <li key={step}>
            <span>{t(`testCall.step.${step}`)}</span>
            <span className="sc-dim">{t('testCall.after', { seconds: seconds(at) })}</span>
          </li>
        ))}
      </ol>
      {isRunning ? (
        <p className="sc-dim d-test-call-waits" role="status">
          {t('testCall.waiting')}
        </p>
      ) : null}
      {call.end === null ? null : <Verdict end={call.end} />}
    </div>
  );
}

/** The carrier brought the call to the number. */
const WORKED_SO_FAR: readonly TestCallCause[] = ['rang', 'busy', 'unavailable'];

function Verdict({ end: { cause, code } }: { end: NonNullable<TestCallView['end']> }) {
  const tone = cause === 'works' ? 'live' : WORKED_SO_FAR.includes(cause) ? 'info' : 'failed';
  const Icon = tone === 'live' ? IconCircleCheck : tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div role="status">
      <Note tone={tone} icon={<Icon size={16} stroke={1.75} />} title={t(`testCall.${cause}`)}>
        {code === null ? '' : `${t('testCall.code', { code })} `}
        {t(`testCall.${cause}.todo`)}
      </Note>
    </div>
  );
}
