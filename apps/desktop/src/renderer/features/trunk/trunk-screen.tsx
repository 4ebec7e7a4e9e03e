import { Button, TextInput } from '@mantine/core';
import { useElementSize, useHotkeys } from '@mantine/hooks';
import type { TrunkView } from '@synergycall/domain';
import { DataList, EmptyState, FailureNote, Page, t, type Loadable } from '@synergycall/ui';
import { IconPlugConnected, IconPlus, IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { useWindow } from '../../frame/window-state.ts';
import { PeekFrame } from '../did/peek-frame.tsx';
import { DeleteTrunk } from './delete-trunk.tsx';
import { EditTrunk } from './edit-trunk.tsx';
import { trunkColumns, type LiveTrunks } from './trunk-columns.tsx';
import { usePermission } from './trunk-permission.ts';
import { TrunkPeek } from './trunk-peek.tsx';
import { isUp, standingOf } from './trunk-state.ts';
import { useTrunkActs } from './use-trunk-acts.ts';

interface Props {
  title: string;
  /** The page of all trunks. */
  isAll: boolean;
  rows: readonly TrunkView[];
  state: Loadable<unknown>;
  onRetry: () => void;
  live: LiveTrunks;
  shownId: string | undefined;
  isEditing: boolean;
  onOpen: (id: string | undefined, act?: 'edit') => void;
  /** Draws the form of a new one; undefined: the reader makes none. */
  making: ((panel: { onClose: () => void; onMade: (trunk: TrunkView) => void }) => ReactNode) | undefined;
  /** Above the list. */
  notice?: ReactNode;
  emptyText: string;
}

const matches = (trunk: TrunkView, wanted: string): boolean =>
  [trunk.name, trunk.tenantName ?? '', trunk.host, trunk.username ?? '', ...trunk.matchAddresses].some((text) =>
    text.toLocaleLowerCase().includes(wanted),
  );

/** A list of trunks with their live state, searched, and one of them beside it. */
export function TrunkScreen(props: Props) {
  const { rows, state, live, isAll } = props;
  const compact = useWindow((s) => s.compactRows);
  const acts = useTrunkActs();
  const searchField = useRef<HTMLInputElement>(null);
  const { ref, width } = useElementSize();
  const [search, setSearch] = useState('');
  const [isMaking, setMaking] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const wanted = search.trim().toLocaleLowerCase();
  const found = rows
    .filter((trunk) => wanted === '' || matches(trunk, wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const shown = rows.find((trunk) => trunk.id === props.shownId);
  const close = () => props.onOpen(undefined);
  // A panel or dialog over it has the keys for itself.
  const isAlone = !isMaking && !isDeleting && !props.isEditing;
  useHotkeys([
    ['/', () => searchField.current?.focus()],
    ['n', () => isAlone && props.making && setMaking(true)],
    ['Escape', () => isAlone && close()],
  ]);
  const create = props.making ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)} aria-keyshortcuts="n">
      {t('trunk.new')}
    </Button>
  ) : undefined;
  const up = rows.filter((trunk) => isUp(standingOf(trunk, live.get(trunk.id)))).length;
  const about =
    state.tag !== 'ready' || rows.length === 0
      ? '\u00a0'
      : live.size === 0
        ? t('trunk.count', { n: rows.length })
        : t('trunk.countUp', { n: rows.length, up });
  return (
    <Page
      fill
      title={props.title}
      about={about}
      actions={create ?? <span className="sc-dim d-look-only">{t('trunk.lookOnly')}</span>}
    >
      {props.notice}
      <div className="d-toolbar">
        <TextInput
          ref={searchField}
          className="d-toolbar-search"
          placeholder={isAll ? t('trunk.search.all') : t('trunk.search')}
          aria-label={isAll ? t('trunk.search.all') : t('trunk.search')}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <div className="d-grow" />
        <span className="sc-dim" role="status">
          {state.tag === 'ready' && wanted !== '' ? t('trunk.found', { n: found.length }) : ''}
        </span>
      </div>
      <div className="d-split d-split-over">
        <div className="d-split-main" ref={ref}>
          <DataList
            label={props.title}
            columns={trunkColumns(live, isAll, width)}
            rows={found}
            rowKey={(trunk) => trunk.id}
            compact={compact}
            onPick={(trunk) => props.onOpen(trunk.id)}
            onOpen={(trunk) => props.onOpen(trunk.id, 'edit')}
            selectedKey={shown?.id}
            state={state}
            onRetry={props.onRetry}
            empty={
              wanted === '' ? (
                <EmptyState
                  icon={<IconPlugConnected size={28} stroke={1.5} />}
                  title={t('trunk.empty.title')}
                  action={create}
                >
                  {props.emptyText}
                </EmptyState>
              ) : (
                <NoMatch search={search} onClear={() => setSearch('')} />
              )
            }
          />
        </div>
        {shown ? (
          <TrunkPeek
            key={shown.id}
            trunk={shown}
            live={live}
            isAll={isAll}
            onEdit={() => props.onOpen(shown.id, 'edit')}
            onTurn={(enabled) => void acts.turn(shown, enabled)}
            onDelete={() => setDeleting(true)}
            onClose={close}
          />
        ) : props.shownId !== undefined && state.tag === 'ready' ? (
          <Missing id={props.shownId} onClose={close} />
        ) : null}
      </div>
      {isMaking
        ? props.making?.({
            onClose: () => setMaking(false),
            onMade: (made) => {
              setMaking(false);
              props.onOpen(made.id);
            },
          })
        : null}
      {shown && props.isEditing ? (
        <Editing key={`edit-${shown.id}`} trunk={shown} isAll={isAll} onClose={() => props.onOpen(shown.id)} />
      ) : null}
      {shown && isDeleting ? (
        <DeleteTrunk
          trunk={shown}
          acts={acts}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            setDeleting(false);
            close();
          }}
        />
      ) : null}
    </Page>
  );
}

/** Who may only look, and asked to edit, sees what is beside the list. */
function Editing(props: { trunk: TrunkView; isAll: boolean; onClose: () => void }) {
  const permission = usePermission(props.trunk, props.isAll);
  return permission.tag === 'change' ? <EditTrunk trunk={props.trunk} onClose={props.onClose} /> : null;
}

const NoMatch = ({ search, onClear }: { search: string; onClear: () => void }) => (
  <EmptyState
    icon={<IconZoomQuestion size={28} stroke={1.5} />}
    title={t('trunk.nothing.title')}
    action={
      <Button variant="default" onClick={onClear}>
        {t('trunk.nothing.clear')}
      </Button>
    }
  >
    {t('trunk.nothing.text', { search: search.trim() })}
  </EmptyState>
);

/** A trunk that a link led to, and that is not here any more. */
const Missing = ({ id, onClose }: { id: string; onClose: () => void }) => (
  <PeekFrame
    name={t('trunk.missing')}
    header={<h2 className="d-peek-title">{t('trunk.missing')}</h2>}
    onClose={onClose}
  >
    <FailureNote failure={{ code: 'trunk.not-found', id }} />
  </PeekFrame>
);
