import { ActionIcon, Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { personOf, type DestinationView, type DidView, type UserView } from '@synergycall/domain';
import { FailureNote, formatNumber, t } from '@synergycall/ui';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { PendingTag } from '../user/columns.tsx';
import { useMay } from '../session/session.ts';
import { NumberText } from './number-text.tsx';
import { PickNumber } from './pick-number.tsx';
import { useDidActs, type DidActs } from './use-did-acts.ts';

const SHOWN_FIRST = 6;

/** The numbers that reach a person (FR-108), as chips in the header of their page. */
export function UserNumbers({ user }: { user: UserView }) {
  const trpc = useTRPC();
  const may = useMay(user.tenantId);
  const acts = useDidActs(user.tenantId);
  const [isAssigning, setAssigning] = useState(false);
  const [isAll, setAll] = useState(false);
  const query = useQuery(
    trpc.did.list.queryOptions({ tenantId: user.tenantId, userId: user.id, limit: 200 }, { refetchInterval: 30_000 }),
  );
  const state = loadable(query);
  if (user.status === 'deleted' || state.tag === 'loading') return <div className="d-chips" />;
  if (state.tag === 'failed') return <FailureNote failure={state.failure} onRetry={() => void query.refetch()} />;
  const rows = state.value.rows.filter((each) => personOf(each.target?.destination) === user.id);
  const shown = isAll ? rows : rows.slice(0, SHOWN_FIRST);
  const target: DestinationView = {
    destination: { kind: 'user', userId: user.id },
    name: user.name,
    detail: user.extension === null ? null : String(user.extension),
  };
  return (
    <div className="d-chips">
      {rows.length === 0 ? <span className="sc-dim">{t('did.user.none')}</span> : null}
      <ul aria-label={t('did.title')}>
        {shown.map((did) => (
          <Chip key={did.id} did={did} acts={acts} mayAssign={may('did.assign')} />
        ))}
      </ul>
      {rows.length > shown.length ? (
        <Button variant="subtle" size="xs" onClick={() => setAll(true)}>
          {t('did.user.more', { n: rows.length - shown.length })}
        </Button>
      ) : null}
      {may('did.assign') ? (
        <Button variant="default" size="xs" leftSection={<IconPlus size={13} />} onClick={() => setAssigning(true)}>
          {t('did.user.assign')}
        </Button>
      ) : null}
      {isAssigning ? (
        <AssignNumber
          user={user}
          onClose={() => setAssigning(false)}
          onPick={(did) => {
            setAssigning(false);
            void acts.assign([did], target).then(() => query.refetch());
          }}
        />
      ) : null}
    </div>
  );
}

function Chip({ did, acts, mayAssign }: { did: DidView; acts: DidActs; mayAssign: boolean }) {
  return (
    <li className="d-chip">
      <Link href={routes.number(did.tenantId ?? '', did.id)} className="d-quiet-link" title={did.label || undefined}>
        <NumberText number={did.number} />
      </Link>
      <PendingTag pending={did.pending} />
      {mayAssign ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t('did.user.remove', { number: formatNumber(did.number) })}
          onClick={() => void acts.assign([did], null)}
        >
          <IconX size={13} stroke={1.75} />
        </ActionIcon>
      ) : null}
    </li>
  );
}

function AssignNumber(props: { user: UserView; onPick: (did: DidView) => void; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('did.user.assign.title', { name: props.user.name })}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'sc-dialog-picks' }}
    >
      <div className="d-form">
        <PickNumber tenantId={props.user.tenantId} onPick={props.onPick} />
      </div>
    </Modal>
  );
}
