import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { ForwardEvent, ForwardView, ForwardWish } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useState, type FormEvent } from 'react';
import type { Change } from './calls-screen.tsx';
import { choiceOf, shownOf, writtenAs, type Choice, type Draft } from './forward-draft.ts';

/** Where calls go then; a choice is saved at once, a number when it is written. */
export function ForwardRow(props: { event: ForwardEvent; now: ForwardView | null; voicemail: boolean; save: Change }) {
  const { event, now, voicemail, save } = props;
  const [draft, setDraft] = useState<Draft>();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const { choice, written, elsewhere } = shownOf(draft, now);
  const send = async (wish: ForwardWish | null, sent: Draft): Promise<void> => {
    setDraft(sent);
    setBusy(true);
    const done = await save({ forwards: { [event]: wish } });
    setBusy(false);
    // A choice that was refused is undone; a number stays, to be mended.
    if (!done.ok) setDraft(wish?.kind === 'dialled' ? { ...sent, isSent: false } : undefined);
    setProblem(!done.ok && done.error.code === 'input.invalid' ? t('portal.calls.nobody') : undefined);
  };
  const choose = (next: Choice): void => {
    // What is under way is measured against what stood there: nothing else begins before it is answered.
    if (busy) return;
    setProblem(undefined);
    const chosen = { choice: next, written, on: now };
    if (next === 'dialled') setDraft({ ...chosen, isSent: false });
    else void send(next === 'default' ? null : { kind: next }, { ...chosen, isSent: true });
  };
  const submit = (form: FormEvent<HTMLFormElement>): void => {
    form.preventDefault();
    const dialled = written.trim();
    if (dialled === '') setProblem(t('portal.calls.needNumber'));
    else void send({ kind: 'dialled', dialled }, { choice, written, on: now, isSent: true });
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
            value={written}
            readOnly={busy}
            onChange={({ currentTarget: { value } }) =>
              // What it is measured against stays what stood there as one began to write.
              setDraft({ choice, written: value, on: draft && !draft.isSent ? draft.on : now, isSent: false })
            }
            error={problem}
            inputMode="tel"
            autoComplete="off"
          />
          {elsewhere ? (
            <p role="status" className="p-below">
              {t('portal.calls.elsewhere', { to: toText(event, { now, voicemail }) })}
            </p>
          ) : null}
          <div className="p-actions">
            <Button type="submit" variant="default" loading={busy}>
              {t('portal.calls.save')}
            </Button>
            {elsewhere ? (
              <Button variant="default" onClick={() => setDraft(undefined)}>
                {t('portal.calls.takeIt')}
              </Button>
            ) : null}
          </div>
        </form>
      ) : null}
    </div>
  );
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

/** Where calls go now, in words. */
function toText(event: ForwardEvent, { now, voicemail }: { now: ForwardView | null; voicemail: boolean }): string {
  const choice = choiceOf(now);
  if (choice === 'dialled' && now) return now.name === '' ? writtenAs(now) : nameOf(now);
  return choices(event, { voicemail, choice }).find(({ value }) => value === choice)?.label ?? '';
}

const nameOf = ({ name, detail }: ForwardView): string => (detail === null ? name : `${name}, ${detail}`);
