import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { ForwardEvent, ForwardView, ForwardWish } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useState, type FormEvent } from 'react';
import { fieldText } from '../../frame/field-text.ts';
import type { Change } from './calls-screen.tsx';

type Choice = 'default' | 'voicemail' | 'dialled' | 'hangup';

/** Where calls go then; a choice is saved at once, a number when it is written. */
export function ForwardRow(props: { event: ForwardEvent; now: ForwardView | null; voicemail: boolean; save: Change }) {
  const { event, now, voicemail, save } = props;
  const [choice, setChoice] = useState(choiceOf(now));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const send = async (wish: ForwardWish | null): Promise<void> => {
    setBusy(true);
    const done = await save({ forwards: { [event]: wish } });
    setBusy(false);
    setProblem(!done.ok && done.error.code === 'input.invalid' ? t('portal.calls.nobody') : undefined);
  };
  const choose = (next: Choice): void => {
    setChoice(next);
    setProblem(undefined);
    if (next !== 'dialled') void send(next === 'default' ? null : { kind: next });
  };
  const submit = (form: FormEvent<HTMLFormElement>): void => {
    form.preventDefault();
    const dialled = fieldText(new FormData(form.currentTarget), 'dialled').trim();
    if (dialled === '') setProblem(t('portal.calls.needNumber'));
    else void send({ kind: 'dialled', dialled });
  };
  return (
    <div>
      <NativeSelect
        label={t(`portal.calls.event.${event}`)}
        value={choice}
        onChange={({ currentTarget }) => choose(currentTarget.value as Choice)}
        data={choices(event, { voicemail, choice })}
      />
      {choice === 'dialled' ? (
        <form className="p-below" onSubmit={submit} noValidate>
          <TextInput
            name="dialled"
            aria-label={`${t(`portal.calls.event.${event}`)}: ${t('portal.calls.number')}`}
            placeholder={t('portal.calls.number')}
            description={now && now.name !== '' ? t('portal.calls.goesTo', { name: nameOf(now) }) : undefined}
            defaultValue={writtenAs(now)}
            error={problem}
            inputMode="tel"
            autoComplete="off"
          />
          <div className="p-actions">
            <Button type="submit" variant="default" loading={busy}>
              {t('portal.calls.save')}
            </Button>
          </div>
        </form>
      ) : null}
    </div>
  );
}

function choiceOf(now: ForwardView | null): Choice {
  const kind = now?.forward.kind;
  if (kind === undefined) return 'default';
  return kind === 'voicemail' || kind === 'hangup' ? kind : 'dialled';
}

function choices(event: ForwardEvent, { voicemail, choice }: { voicemail: boolean; choice: Choice }) {
  const usual = event === 'always' ? 'rings' : voicemail ? 'voicemail' : 'told';
  // By default the other calls go to the box anyway.
  const own = (event === 'always' && voicemail) || choice === 'voicemail';
  return [
    { value: 'default', label: t(`portal.calls.to.${usual}`) },
    ...(own ? [{ value: 'voicemail', label: t('portal.calls.to.voicemail') }] : []),
    { value: 'dialled', label: t('portal.calls.to.dialled') },
    { value: 'hangup', label: t('portal.calls.to.hangup') },
  ];
}

const nameOf = ({ name, detail }: ForwardView): string => (detail === null ? name : `${name}, ${detail}`);
const writtenAs = (now: ForwardView | null): string =>
  now?.detail ?? (now?.forward.kind === 'external' ? now.name : '');
