import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import type { Result, ScheduleInput } from '@synergycall/domain';
import { FailureNote, Note, t, type AnyFailure } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { FrozenNote, type Freeze } from './freeze-note.tsx';
import { ScheduleFields, choiceOf, scheduleOf, type Choice, type Mode } from './schedule-fields.tsx';

/** What an apply is asked for. */
export interface Order {
  schedule: ScheduleInput;
  ignoreFreeze: boolean;
  reason?: string;
}

export interface ScheduleDialogProps {
  /** What is applied, such as "Apply to Acme". */
  title: string;
  modes: readonly Mode[];
  mode: Mode;
  zone: { tenant: string; name: string } | undefined;
  /** No apply is allowed now. */
  freeze: Freeze | null;
  mayIgnoreFreeze: boolean;
  /** Also when no freeze is known here. */
  offersIgnoreFreeze?: boolean;
  /** What else is to be known first, such as what was edited by hand. */
  warning?: ReactNode;
  /** Why it is asked: what the agent said when it was simply started. */
  failure: AnyFailure | undefined;
  start: (order: Order) => Promise<Result<unknown, AnyFailure>>;
  onClose: () => void;
}

/** Asks when, why and, in a freeze, whether in spite of it. Closes when the agent has taken the order. */
export function ScheduleDialog(props: ScheduleDialogProps) {
  const [choice, setChoice] = useState<Choice>(() => choiceOf(props.mode));
  const [reason, setReason] = useState('');
  const [ignoreFreeze, setIgnoreFreeze] = useState(false);
  const [failure, setFailure] = useState(props.failure);
  const [busy, setBusy] = useState(false);
  const [marked, setMarked] = useState(false);
  // A time may lie after the freeze; everything else begins within it.
  const isHeld = props.freeze !== null && choice.mode !== 'at' && !ignoreFreeze;
  const send = async () => {
    const schedule = scheduleOf(choice);
    if (schedule === undefined) return setMarked(true);
    setBusy(true);
    setFailure(undefined);
    const why = reason.trim();
    const result = await props.start({ schedule, ignoreFreeze, ...(why === '' ? {} : { reason: why }) });
    setBusy(false);
    if (result.ok) props.onClose();
    else setFailure(result.error);
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={480}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        className="sc-dialog"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isHeld) void send();
        }}
      >
        {props.freeze === null ? null : (
          <FrozenNote freeze={props.freeze}>
            {t(props.mayIgnoreFreeze ? 'apply.choose.held.admin' : 'apply.choose.held')}
          </FrozenNote>
        )}
        {props.warning}
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <ScheduleFields value={choice} onChange={setChoice} modes={props.modes} zone={props.zone} marked={marked} />
        <TextInput
          label={t('apply.choose.reason')}
          description={t('apply.choose.reason.about')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {(props.freeze !== null || props.offersIgnoreFreeze === true) && props.mayIgnoreFreeze ? (
          <Checkbox
            label={t(props.freeze === null ? 'apply.choose.ignoreFreezes' : 'apply.choose.ignoreFreeze')}
            size="xs"
            checked={ignoreFreeze}
            onChange={(event) => setIgnoreFreeze(event.currentTarget.checked)}
          />
        ) : null}
        {ignoreFreeze ? (
          <Note tone="pending" icon={<IconAlertTriangle size={16} stroke={1.75} />}>
            {t('apply.choose.ignoreFreeze.warning')}
          </Note>
        ) : null}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={isHeld}>
            {t(choice.mode === 'now' ? 'apply.apply' : 'apply.choose.schedule')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
