import { Button, PasswordInput } from '@mantine/core';
import { setOwnPinInput } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useState, type FormEvent } from 'react';
import { fieldText } from '../../frame/field-text.ts';
import type { MailboxActs } from './mailbox-screen.tsx';
import { SavingNote, type Saving } from './saving.tsx';

/** The PIN by which one hears one's messages from any phone. Nobody can read the one that is set, so none is shown. */
export function PinSection({ setPin }: Pick<MailboxActs, 'setPin'>) {
  const [saving, setSaving] = useState<Saving>({ tag: 'idle' });
  const [problem, setProblem] = useState<string>();
  const save = async (pin: string | null): Promise<boolean> => {
    setProblem(undefined);
    setSaving({ tag: 'busy' });
    const done = await setPin(pin);
    setSaving(done.ok ? { tag: 'saved' } : { tag: 'failed', failure: done.error });
    return done.ok;
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const pin = fieldText(new FormData(form), 'pin').trim();
    const read = setOwnPinInput.safeParse({ pin });
    if (!read.success) {
      const isSimple = /^\d{4,10}$/.test(pin);
      setSaving({ tag: 'idle' });
      return setProblem(isSimple ? t('portal.pin.tooSimple') : t('portal.pin.notAPin'));
    }
    if (await save(pin)) form.reset();
  };
  return (
    <form className="p-form" onSubmit={(event) => void submit(event)} noValidate>
      <PasswordInput
        name="pin"
        label={t('portal.pin.label')}
        description={t('portal.pin.hint')}
        error={problem}
        inputMode="numeric"
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('portal.pin.show') }}
      />
      <div className="p-actions">
        <Button type="submit" loading={saving.tag === 'busy'}>
          {t('portal.pin.save')}
        </Button>
        <Button variant="default" disabled={saving.tag === 'busy'} onClick={() => void save(null)}>
          {t('portal.pin.remove')}
        </Button>
      </div>
      <SavingNote saving={saving} saved={t('portal.mailbox.saved')} />
    </form>
  );
}
