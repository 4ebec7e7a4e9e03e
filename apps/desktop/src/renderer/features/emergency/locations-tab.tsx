import { Button, TextInput } from '@mantine/core';
import { useElementSize, useHotkeys } from '@mantine/hooks';
import type { LocationView } from '@synergycall/domain';
import { DataList, EmptyState, FailureNote, t, toastDone, toastFailure } from '@synergycall/ui';
import { IconMapPin, IconPlus, IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useAlone } from '../../frame/use-alone.ts';
import { useWindow } from '../../frame/window-state.ts';
import { PeekFrame } from '../did/peek-frame.tsx';
import { useMay } from '../session/session.ts';
import { DeleteLocation } from './delete-location.tsx';
import { EditLocation, NewLocation } from './edit-location.tsx';
import { locationColumns } from './location-columns.tsx';
import { LocationPeek } from './location-peek.tsx';
import { inOneLine } from './location-values.ts';
import { useLocations } from './use-locations.ts';

const matches = ({ name, address, callerId }: LocationView, wanted: string): boolean =>
  `${name} ${inOneLine(address)} ${callerId ?? ''}`.toLocaleLowerCase().includes(wanted);

/** A tenant's locations, searched, and one of them beside the list. */
export function LocationsTab({ id, act }: { id: string | undefined; act: string | undefined }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const compact = useWindow((s) => s.compactRows);
  const searchField = useRef<HTMLInputElement>(null);
  const { ref, width } = useElementSize();
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<'making' | 'deleting'>();
  const query = useLocations(tenant.id, 30_000);
  const state = loadable(query);
  const rows = query.data?.rows ?? [];
  const wanted = search.trim().toLocaleLowerCase();
  const found = rows.filter((each) => wanted === '' || matches(each, wanted));
  const shown = rows.find((each) => each.id === id);
  const mayMake = may('location.create');
  const isEditing = act === 'edit' && may('location.update');
  const go = (to?: string, how?: 'edit') =>
    navigate(to === undefined ? routes.locations(tenant.id) : routes.location(tenant.id, to, how), { replace: true });
  const isAlone = useAlone(open !== undefined || isEditing);
  useHotkeys([
    ['/', (event) => isAlone(event) && searchField.current?.focus()],
    ['n', (event) => isAlone(event) && mayMake && setOpen('making')],
    ['Escape', (event) => isAlone(event) && go()],
  ]);
  const makeDefault = async ({ tenantId, id: of, revision, name }: LocationView) => {
    const result = await outcome(client.location.update.mutate({ tenantId, id: of, revision, isDefault: true }));
    refresh();
    if (result.ok) toastDone(t('location.default.toast', { name }), t('did.next'));
    else toastFailure(result.error);
  };
  const create = mayMake ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen('making')} aria-keyshortcuts="n">
      {t('location.new')}
    </Button>
  ) : undefined;
  const isEmpty = state.tag === 'ready' && rows.length === 0;
  return (
    <>
      {isEmpty ? null : (
        <div className="d-toolbar">
          <TextInput
            ref={searchField}
            className="d-toolbar-search"
            placeholder={t('location.search')}
            aria-label={t('location.search')}
            aria-keyshortcuts="/"
            leftSection={<IconSearch size={15} stroke={1.6} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <span className="sc-dim" role="status">
            {state.tag === 'ready' ? t('location.count', { n: found.length }) : ''}
          </span>
          <div className="d-grow" />
          {create ?? <span className="sc-dim d-look-only">{t('emergency.lookOnly')}</span>}
        </div>
      )}
      <div className="d-split d-split-over" data-empty={isEmpty || undefined}>
        <div className="d-split-main" ref={ref}>
          <DataList
            label={t('emergency.tab.locations')}
            columns={locationColumns(width)}
            rows={found}
            rowKey={(each) => each.id}
            compact={compact}
            onPick={(each) => go(each.id)}
            onOpen={(each) => go(each.id, 'edit')}
            selectedKey={shown?.id}
            state={state}
            onRetry={() => void query.refetch()}
            empty={
              wanted === '' ? (
                <EmptyState
                  icon={<IconMapPin size={28} stroke={1.5} />}
                  title={t('location.empty.title')}
                  action={create}
                >
                  {t('location.empty.text')}
                </EmptyState>
              ) : (
                <EmptyState
                  icon={<IconZoomQuestion size={28} stroke={1.5} />}
                  title={t('location.nothing.title')}
                  action={
                    <Button variant="default" onClick={() => setSearch('')}>
                      {t('location.nothing.clear')}
                    </Button>
                  }
                >
                  {t('location.nothing.text', { search: search.trim() })}
                </EmptyState>
              )
            }
          />
        </div>
        {shown ? (
          <LocationPeek
            key={shown.id}
            location={shown}
            onEdit={() => go(shown.id, 'edit')}
            onMakeDefault={() => void makeDefault(shown)}
            onDelete={() => setOpen('deleting')}
            onClose={() => go()}
          />
        ) : id !== undefined && state.tag === 'ready' ? (
          <PeekFrame
            name={t('location.missing')}
            header={<h2 className="d-peek-title">{t('location.missing')}</h2>}
            onClose={() => go()}
          >
            <FailureNote failure={{ code: 'not-found', what: 'location' }} />
          </PeekFrame>
        ) : null}
      </div>
      {open === 'making' ? (
        <NewLocation
          tenantId={tenant.id}
          isFirst={rows.length === 0}
          onClose={() => setOpen(undefined)}
          onMade={(made) => {
            setOpen(undefined);
            go(made.id);
          }}
        />
      ) : null}
      {shown && isEditing ? (
        <EditLocation key={`edit-${shown.id}`} location={shown} onClose={() => go(shown.id)} />
      ) : null}
      {shown && open === 'deleting' ? (
        <DeleteLocation
          location={shown}
          others={rows.filter((each) => each.id !== shown.id)}
          onClose={() => setOpen(undefined)}
          onDeleted={() => {
            setOpen(undefined);
            go();
          }}
        />
      ) : null}
    </>
  );
}
