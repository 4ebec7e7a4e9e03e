import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { voicemailNotify, type NotificationView, type UserView, type VoicemailNotify } from '@synergycall/domain';
import { FailureNote, SkeletonLines, t, toastDone, toastFailure, toastUndo } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

const USUAL = 'usual';

/** What the person is told of new messages by e-mail, and where; at once. */
export function NotifyField({ user, isFixed }: { user: UserView; isFixed: boolean }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.voicemail.notification.queryOptions({ tenantId: user.tenantId, id: user.id }));
  const state = loadable<NotificationView>(query);
  if (state.tag === 'loading') return <SkeletonLines lines={2} />;
  if (state.tag === 'failed') return <FailureNote failure={state.failure} />;
  if (state.value.email === null)
    return <p className="sc-dim d-lead">{t('handling.notify.noEmail', { name: user.name })}</p>;
  return <Choice user={user} now={state.value} email={state.value.email} isFixed={isFixed} />;
}

function Choice(props: { user: UserView; now: NotificationView; email: string; isFixed: boolean }) {
  const { user, now, email, isFixed } = props;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const choose = async (notify: VoicemailNotify | null, isUndo = false): Promise<void> => {
    setBusy(true);
    const result = await outcome<NotificationView>(
      client.voicemail.setNotification.mutate({ tenantId: user.tenantId, id: user.id, notify }),
    );
    setBusy(false);
    refresh();
    if (!result.ok) toastFailure(result.error);
    else if (isUndo) toastDone(t('common.undone'));
    else toastUndo(t('handling.notify.toast', { name: user.name }), () => void choose(now.chosen, true));
  };
  /** What happens where nobody chose. */
  const usual = t(`handling.notify.${now.sends ? 'note' : 'off'}`);
  return (
    <div>
      <Select
        label={t('handling.notify')}
        description={t('handling.notify.to', { email })}
        allowDeselect={false}
        disabled={isFixed || busy}
        data={[
          { value: USUAL, label: t('handling.notify.usual', { what: usual }) },
          ...voicemailNotify.options.map((value) => ({ value, label: t(`handling.notify.${value}`) })),
        ]}
        value={now.chosen ?? USUAL}
        onChange={(value) => void choose(voicemailNotify.safeParse(value).data ?? null)}
      />
      {now.chosen === 'recording-delete' ? (
        <p className="sc-dim d-notify-note">{t('handling.notify.deletes')}</p>
      ) : null}
      {now.sends || now.happens === 'off' ? null : (
        <p className="sc-dim d-notify-note">{t('handling.notify.sendsNothing')}</p>
      )}
    </div>
  );
}
