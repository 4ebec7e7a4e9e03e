import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue, useElementSize, useHotkeys } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { FlowId, FlowKind, FlowView } from '@synergycall/domain';
import { DataList, EmptyState, FailureNote, Page, t } from '@synergycall/ui';
import { IconPlus, IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { failureOf } from '../../agent/link.ts';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { PeekFrame } from '../did/peek-frame.tsx';
import { useMay } from '../session/session.ts';
import { DeleteFlow } from './delete-flow.tsx';
import { EditFlow, NewFlow } from './edit-flow.tsx';
import { flowColumns } from './flow-columns.tsx';
import { FlowPeek } from './flow-peek.tsx';
import { kindOf, KindIcon } from './kinds.tsx';

/** The tenant's ring groups, or its schedules, or whichever kind: found, made, changed, deleted; one of them beside the list. */
export function FlowsOfKindPage(props: { kind: FlowKind; id: string | undefined; act: string | undefined }) {
  const { kind, id } = props;
  const words = kindOf(kind)?.words ?? 'group';
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const { ref, width } = useElementSize();
  const searchField = useRef<HTMLInputElement>(null);
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [isMaking, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<FlowView>();
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
  // A panel or dialog over it has the keys for itself.
  const isAlone = !isMaking && !isEditing && deleting === undefined;
  const mayMake = may('flow.create');
  useHotkeys([
    ['/', () => searchField.current?.focus()],
    ['n', () => isAlone && mayMake && setMaking(true)],
    ['Escape', () => isAlone && close()],
  ]);
  const create = mayMake ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)} aria-keyshortcuts="n">
      {t(`callflow.${words}.new`)}
    </Button>
  ) : undefined;
  const isFiltered = search !== '';
  return (
    <Page
      fill
      title={t(`callflow.${words}.title`)}
      about={
        state.tag === 'ready' && list.total > 0 && !isFiltered
          ? t(`callflow.${words}.count`, { n: list.total })
          : '\u00a0'
      }
      actions={create ?? <span className="sc-dim d-look-only">{t('callflow.lookOnly')}</span>}
    >
      <div className="d-toolbar">
        <TextInput
          ref={searchField}
          className="d-toolbar-search"
          placeholder={t('callflow.search')}
          aria-label={t('callflow.search')}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <div className="d-grow" />
        <span className="sc-dim" role="status">
          {state.tag === 'ready' && isFiltered ? t('did.found', { n: list.total }) : ''}
        </span>
      </div>
      <div className="d-split d-split-over">
        <div className="d-split-main" ref={ref}>
          <DataList
            {...list}
            label={t(`callflow.${words}.title`)}
            columns={flowColumns(kind, width)}
            rowKey={(flow) => flow.id}
            compact={compact}
            onPick={(flow) => open(flow.id)}
            onOpen={(flow) => open(flow.id, 'edit')}
            selectedKey={shown?.id}
            state={state}
            onRetry={() => void query.refetch()}
            empty={
              isFiltered ? (
                <NoMatch search={search} onClear={() => setWritten('')} />
              ) : (
                <EmptyState
                  icon={<KindIcon kind={kind} size={28} />}
                  title={t(`callflow.${words}.empty.title`)}
                  action={create}
                >
                  {t(`callflow.${words}.empty.text`)}
                </EmptyState>
              )
            }
          />
        </div>
        {shown ? (
          <FlowPeek
            key={shown.id}
            flow={shown}
            onEdit={() => open(shown.id, 'edit')}
            onDelete={() => setDeleting(shown)}
            onClose={close}
          />
        ) : id !== undefined && single.isError ? (
          <Missing error={single.error} onClose={close} />
        ) : null}
      </div>
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
      {deleting ? (
        <DeleteFlow
          flow={deleting}
          onClose={() => setDeleting(undefined)}
          onDeleted={() => {
            setDeleting(undefined);
            close();
          }}
        />
      ) : null}
    </Page>
  );
}

const NoMatch = ({ search, onClear }: { search: string; onClear: () => void }) => (
  <EmptyState
    icon={<IconZoomQuestion size={28} stroke={1.5} />}
    title={t('callflow.nothing.title')}
    action={
      <Button variant="default" onClick={onClear}>
        {t('trunk.nothing.clear')}
      </Button>
    }
  >
    {t('callflow.nothing.text', { search })}
  </EmptyState>
);

/** A call flow that a link led to, and that is not here any more. */
const Missing = ({ error, onClose }: { error: unknown; onClose: () => void }) => (
  <PeekFrame
    name={t('callflow.missing')}
    header={<h2 className="d-peek-title">{t('callflow.missing')}</h2>}
    onClose={onClose}
  >
    <FailureNote failure={failureOf(error)} />
  </PeekFrame>
);
