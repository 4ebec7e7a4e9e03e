import { Button, Switch } from '@mantine/core';
import type { HandlingView, UserView } from '@synergycall/domain';
import { ConfirmDialog, Section, t, toastDone, toastFailure, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { NotifyField } from './notify-field.tsx';
import { SetPin } from './set-pin.tsx';

/** Whether there is a mailbox (by apply), and its PIN (at once). */
export function VoicemailSection({ user, handling }: { user: UserView; handling: HandlingView }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const isFixed = !useMay(user.tenantId)('user.update');
  const [asked, setAsked] = useState<'set' | 'remove'>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const { tenantId, id, revision, name } = user;
  const turn = async (voicemailEnabled: boolean) => {
    setBusy(true);
    const result = await outcome(client.user.update.mutate({ tenantId, id, revision, voicemailEnabled }));
    setBusy(false);
    refresh();
    if (!result.ok) return toastFailure(result.error);
    toastDone(
      voicemailEnabled ? t('handling.voicemail.on.toast', { name }) : t('handling.voicemail.off.toast', { name }),
      t('user.saved.pending'),
    );
    return undefined;
  };
  const remove = async () => {
    setBusy(true);
    const result = await outcome(client.voicemail.setPin.mutate({ tenantId, id, pin: null }));
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    setAsked(undefined);
    toastDone(t('handling.pin.removed.toast', { name }));
    return undefined;
  };
  return (
    <Section title={t('handling.voicemail')}>
      <div className="d-form">
        <Switch
          label={t('handling.voicemail.box')}
          description={t('handling.voicemail.box.text')}
          checked={user.voicemailEnabled}
          disabled={isFixed || busy}
          onChange={(event) => void turn(event.currentTarget.checked)}
        />
        <div className="d-pin">
          <span className="d-forward-words">{t('handling.pin')}</span>
          <span className="d-grow">{handling.hasPin ? t('handling.pin.set') : t('handling.pin.none')}</span>
          {isFixed ? null : (
            <>
              <Button variant="default" size="xs" onClick={() => setAsked('set')}>
                {handling.hasPin ? t('handling.pin.new') : t('handling.pin.give')}
              </Button>
              {handling.hasPin ? (
                <Button variant="subtle" color="gray" size="xs" onClick={() => setAsked('remove')}>
                  {t('handling.pin.remove')}
                </Button>
              ) : null}
            </>
          )}
        </div>
        {user.voicemailEnabled ? <NotifyField user={user} isFixed={isFixed} /> : null}
      </div>
      {asked === 'set' ? <SetPin user={user} onClose={() => setAsked(undefined)} /> : null}
      <ConfirmDialog
        open={asked === 'remove'}
        title={t('handling.pin.remove.title', { name })}
        confirm={t('handling.pin.remove')}
        danger
        busy={busy}
        failure={failure}
        onClose={() => {
          setAsked(undefined);
          setFailure(undefined);
        }}
        onConfirm={() => void remove()}
      >
        {t('handling.pin.remove.text', { name })}
      </ConfirmDialog>
    </Section>
  );
}
