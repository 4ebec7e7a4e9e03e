import { ActionIcon, Button } from '@mantine/core';
import type { LetterView } from '@synergycall/domain';
import { Facts, FailureNote, formatMomentInFull, t, toastDone, type AnyFailure } from '@synergycall/ui';
import { IconRefresh, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';

/** What became of a letter, why, and another try. */
export function LetterPeek({ letter, onClose }: { letter: LetterView; onClose: () => void }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const retry = async (): Promise<void> => {
    setBusy(true);
    const done = await outcome(client.mail.retry.mutate({ id: letter.id }));
    setBusy(false);
    setFailure(done.ok ? undefined : done.error);
    if (done.ok) toastDone(t('mail.retried'));
    await queries.invalidateQueries({ queryKey: trpc.mail.pathKey() });
  };
  return (
    <aside className="d-peek" aria-label={letter.subject}>
      <header className="d-peek-header">
        <div className="d-grow d-min0">
          <h3 className="d-peek-title" dir="auto">
            {letter.subject}
          </h3>
          <div className="sc-dim">{letter.to}</div>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={t('mail.close')} onClick={onClose}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <div className="d-peek-body">
        <Facts
          rows={[
            [t('mail.col.state'), t(`mail.state.${letter.state}`)],
            [t('mail.col.tenant'), letter.tenantName],
            [t('mail.col.when'), formatMomentInFull(letter.createdAt)],
            [t('mail.attempts'), String(letter.attempts)],
            ...(letter.nextAt === null ? [] : [[t('mail.next'), formatMomentInFull(letter.nextAt)] as const]),
            ...(letter.endedAt === null ? [] : [[t('mail.ended'), formatMomentInFull(letter.endedAt)] as const]),
            ...(letter.answer === '' ? [] : [[t('mail.col.answer'), letter.answer] as const]),
          ]}
        />
        {letter.trouble === null ? null : (
          <p>
            {t(`mail.trouble.${letter.trouble}`)}.{' '}
            <span className="sc-dim">{t(`mail.trouble.${letter.trouble}.todo`)}</span>
          </p>
        )}
        {failure === undefined ? null : <FailureNote failure={failure} />}
        {letter.state === 'sent' ? null : (
          <Button
            variant="default"
            size="xs"
            loading={busy}
            leftSection={<IconRefresh size={15} stroke={1.75} />}
            onClick={() => void retry()}
          >
            {t('mail.retry')}
          </Button>
        )}
      </div>
    </aside>
  );
}
