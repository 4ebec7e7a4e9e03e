import type { TrunkView } from '@synergycall/domain';
import { FailureNote, t, type Loadable } from '@synergycall/ui';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { ListScreen } from '../../frame/list-screen.tsx';
import { PeekFrame } from '../did/peek-frame.tsx';
import { DeleteTrunk } from './delete-trunk.tsx';
import { EditTrunk } from './edit-trunk.tsx';
import { TestCallDialog } from './test-call-dialog.tsx';
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
  const acts = useTrunkActs();
  const [search, setSearch] = useState('');
  const [isMaking, setMaking] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [tested, setTested] = useState<TrunkView>();
  const wanted = search.trim().toLocaleLowerCase();
  const found = rows
    .filter((trunk) => wanted === '' || matches(trunk, wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const shown = rows.find((trunk) => trunk.id === props.shownId);
  const close = () => props.onOpen(undefined);
  const up = rows.filter((trunk) => isUp(standingOf(trunk, live.get(trunk.id)))).length;
  const about =
    state.tag !== 'ready' || rows.length === 0
      ? ''
      : live.size === 0
        ? t('trunk.count', { n: rows.length })
        : t('trunk.countUp', { n: rows.length, up });
  return (
    <ListScreen
      title={props.title}
      about={about}
      list={{ rows: found }}
      rowKey={(trunk) => trunk.id}
      state={state}
      onRetry={props.onRetry}
      columns={(width) => trunkColumns(live, isAll, width)}
      selectedKey={shown?.id}
      onPick={(trunk) => props.onOpen(trunk.id)}
      onOpen={(trunk) => props.onOpen(trunk.id, 'edit')}
      search={{
        label: isAll ? t('trunk.search.all') : t('trunk.search'),
        written: search,
        onWrite: setSearch,
      }}
      found={t('trunk.found', { n: found.length })}
      making={{
        label: t('trunk.new'),
        onNew: props.making && (() => setMaking(true)),
        lookOnly: t('trunk.lookOnly'),
      }}
      icon={<IconPlugConnected size={28} stroke={1.5} />}
      empty={{ title: t('trunk.empty.title'), text: props.emptyText }}
      nothing={{ title: t('trunk.nothing.title'), text: t('trunk.nothing.text', { search: search.trim() }) }}
      notice={props.notice}
      beside={
        shown ? (
          <TrunkPeek
            key={shown.id}
            trunk={shown}
            live={live}
            isAll={isAll}
            onEdit={() => props.onOpen(shown.id, 'edit')}
            onTest={() => setTested(shown)}
            onTurn={(enabled) => void acts.turn(shown, enabled)}
            onDelete={() => setDeleting(true)}
            onClose={close}
          />
        ) : props.shownId !== undefined && state.tag === 'ready' ? (
          <Missing id={props.shownId} onClose={close} />
        ) : null
      }
      onCloseBeside={close}
      isCovered={isMaking || isDeleting || tested !== undefined || props.isEditing}
    >
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
      {tested ? <TestCallDialog trunk={tested} onClose={() => setTested(undefined)} /> : null}
    </ListScreen>
  );
}

/** Who may only look, and asked to edit, sees what is beside the list. */
function Editing(props: { trunk: TrunkView; isAll: boolean; onClose: () => void }) {
  const permission = usePermission(props.trunk, props.isAll);
  return permission.tag === 'change' ? <EditTrunk trunk={props.trunk} onClose={props.onClose} /> : null;
}

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
