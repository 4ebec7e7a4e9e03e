import { useQuery } from '@tanstack/react-query';
import { FailureNote, t, type AnyFailure } from '@synergycall/ui';
import { IconMicrophone } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { ChooseSound } from './choose-sound.tsx';
import type { MissingRecording, PromptActs } from './use-prompt-acts.ts';

/** What is only text until now, as work to do: callers hear a general announcement there. Nothing to do, nothing shown. */
export function ToRecord({ acts }: { acts: PromptActs }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const query = useQuery(trpc.prompt.toRecord.queryOptions({ tenantId: tenant.id }, { refetchInterval: 30_000 }));
  const rows = query.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="d-to-record" aria-labelledby="to-record">
      <h2 id="to-record">
        <IconMicrophone size={15} stroke={1.75} aria-hidden /> {t('prompt.toRecord', { n: rows.length })}
      </h2>
      <p className="sc-dim">{t('prompt.toRecord.about')}</p>
      <ul>
        {rows.map((row) => (
          <OneToRecord key={row.flowId} row={row} acts={acts} />
        ))}
      </ul>
    </section>
  );
}

function OneToRecord({ row, acts }: { row: MissingRecording; acts: PromptActs }) {
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const { flowId, name, text } = row;
  const record = async (file: File) => {
    setBusy(true);
    setFailure(undefined);
    const saved = await acts.record(row, file);
    setBusy(false);
    if (!saved.ok) setFailure(saved.error);
  };
  return (
    <li>
      <span className="d-min0">
        <Link href={routes.flowOf(tenant.id, 'menu', { id: flowId })} className="d-quiet-link" dir="auto">
          {name}
        </Link>
        <span className={text === '' ? 'd-to-record-text d-warn' : 'd-to-record-text'} dir="auto">
          {text === '' ? t('prompt.toRecord.noText') : text}
        </span>
        {failure === undefined ? null : <FailureNote failure={failure} />}
      </span>
      {may('prompt.create') && may('flow.update') ? (
        <ChooseSound
          label={t('prompt.uploadRecording')}
          named={t('prompt.uploadFor', { name })}
          busy={busy}
          onFile={(file) => void record(file)}
        />
      ) : null}
    </li>
  );
}
