import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { FlowId, FlowKind } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { ListScreen } from '../../frame/list-screen.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { MissingPeek } from '../did/missing-peek.tsx';
import { useMay } from '../session/session.ts';
import { DeleteFlow } from './delete-flow.tsx';
import { EditFlow, NewFlow } from './edit-flow.tsx';
import { flowColumns } from './flow-columns.tsx';
import { FlowPeek } from './flow-peek.tsx';
import { KindIcon } from './kind-icon.tsx';
import { kindOf } from './kinds.tsx';

/** The tenant's ring groups, or its schedules, or whichever kind: found, made, changed, deleted; one of them beside the list. */
export function FlowsOfKindPage(props: { kind: FlowKind; id: string | undefined; act: string | undefined }) {
  const { kind, id } = props;
  const words = kindOf(kind).words;
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [isMaking, setMaking] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const query = useInfiniteQuery(
    trpc.flow.list.infiniteQueryOptions(
      { tenantId: tenant.id, kind, limit: 100, ...(search === '' ? {} : { search }) },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: 30_000,
      },
    ),
  );
  const state = loadable(query);
  const list = paged(query);
  const inList = list.rows.find((flow) => flow.id === id);
  const single = useQuery(
    trpc.flow.get.queryOptions(
      { tenantId: tenant.id, id: (id ?? '') as FlowId },
      { enabled: id !== undefined && state.tag === 'ready' && inList === undefined },
    ),
  );
  const shown = inList ?? (id === undefined ? undefined : single.data);
  const open = (to: string | undefined, act?: 'edit') =>
    navigate(to === undefined ? routes.flowsOf(tenant.id, kind) : routes.flowOf(tenant.id, kind, { id: to, act }), {
      replace: true,
    });
  const close = () => open(undefined);
  const isEditing = shown !== undefined && props.act === 'edit' && may('flow.update');
  const mayMake = may('flow.create');
  return (
    <ListScreen
      title={t(`callflow.${words}.title`)}
      about={
        state.tag === 'ready' && list.total > 0 && search === '' ? t(`callflow.${words}.count`, { n: list.total }) : ''
      }
      list={list}
      rowKey={(flow) => flow.id}
      state={state}
      onRetry={() => void query.refetch()}
      columns={(width) => flowColumns(kind, width)}
      selectedKey={shown?.id}
      onPick={(flow) => open(flow.id)}
      onOpen={(flow) => open(flow.id, 'edit')}
      search={{ label: t('callflow.search'), written, onWrite: setWritten }}
      found={t('did.found', { n: list.total })}
      making={{
        label: t(`callflow.${words}.new`),
        onNew: mayMake ? () => setMaking(true) : undefined,
        lookOnly: t('callflow.lookOnly'),
      }}
      icon={<KindIcon kind={kind} size={28} />}
      empty={{ title: t(`callflow.${words}.empty.title`), text: t(`callflow.${words}.empty.text`) }}
      nothing={{ title: t('callflow.nothing.title'), text: t('callflow.nothing.text', { search }) }}
      beside={
        shown ? (
          <FlowPeek
            key={shown.id}
            flow={shown}
            onEdit={() => open(shown.id, 'edit')}
            onDelete={() => setDeleting(true)}
            onClose={close}
          />
        ) : id !== undefined && single.isError ? (
          <MissingPeek name={t('callflow.missing')} error={single.error} onClose={close} />
        ) : null
      }
      onCloseBeside={close}
      isCovered={isMaking || isEditing || isDeleting}
    >
      {isMaking ? (
        <NewFlow
          kind={kind}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            open(made.id);
          }}
        />
      ) : null}
      {isEditing ? <EditFlow key={`edit-${shown.id}`} flow={shown} onClose={() => open(shown.id)} /> : null}
      {shown && isDeleting ? (
        <DeleteFlow
          flow={shown}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            setDeleting(false);
            close();
          }}
        />
      ) : null}
    </ListScreen>
  );
}
