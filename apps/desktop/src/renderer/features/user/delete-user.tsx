import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { UserView } from '@synergycall/domain';
import { ConfirmDialog, t, toastDone, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { LeadsHere, UNDECIDED, isDecided } from '../did/leads-here.tsx';

/** Asks before a person is deleted: what goes with them, what leads to them, and where that should go. */
export function DeleteUser(props: { user: UserView; deviceCount: number; onClose: () => void }) {
  const { user } = props;
  const { name } = user;
  const trpc = useTRPC();
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [release, setRelease] = useState(true);
  const [to, setTo] = useState(UNDECIDED);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const input = { tenantId: user.tenantId, id: user.id };
  const references = loadable(useQuery(trpc.user.references.queryOptions(input, { staleTime: 0 })));
  const run = async () => {
    setBusy(true);
    const result = await outcome(
      client.user.delete.mutate({
        ...input,
        revision: user.revision,
        releaseExtension: release,
        numbersTo: to.choice === 'person' ? (to.target?.destination ?? null) : null,
      }),
    );
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    props.onClose();
    toastDone(t('user.deleted.toast', { name }));
  };
  return (
    <ConfirmDialog
      open
      title={t('user.delete.title', { name })}
      confirm={t('user.delete')}
      danger
      busy={busy}
      picks
      blocked={!isDecided(references, to)}
      failure={failure}
      onClose={props.onClose}
      onConfirm={() => void run()}
    >
      <p className="d-lead">
        {t('user.delete.text', { devices: props.deviceCount, extension: user.extension ?? '–' })}
      </p>
      <LeadsHere user={user} references={references} to={to} onChange={setTo} />
      <Switch
        label={t('user.delete.release', { extension: user.extension ?? '–' })}
        checked={release}
        onChange={(event) => setRelease(event.currentTarget.checked)}
      />
    </ConfirmDialog>
  );
}
