import type { TrunkLive, TrunkView } from '@synergycall/domain';
import { StateDot, Tag, t, type Column } from '@synergycall/ui';
import { PendingTag } from '../user/columns.tsx';
import { TONES, standingOf } from './trunk-state.ts';

/** Live states by trunk; undefined: Asterisk was not heard yet. */
export type LiveTrunks = ReadonlyMap<string, TrunkLive>;

export function TrunkState({ trunk, live }: { trunk: TrunkView; live: LiveTrunks }) {
  const standing = standingOf(trunk, live.get(trunk.id));
  return (
    <span className="d-row d-did-state">
      <StateDot tone={TONES[standing]} label={t(`trunk.state.${standing}`)} />
      <PendingTag pending={trunk.pending} />
    </span>
  );
}

/** How many calls it carries; undefined where that is not known, or not for the reader. */
export function callsOf(trunk: TrunkView, live: TrunkLive | undefined): string | undefined {
  if (live?.calls == null) return undefined;
  return trunk.channelLimit === null
    ? String(live.calls)
    : t('trunk.calls.of', { n: live.calls, max: trunk.channelLimit });
}

export const hostOf = ({ host, port }: TrunkView): string => (port === null ? host : `${host}:${port}`);

/** As many columns as fit; 0: the width is not known yet. */
export function trunkColumns(live: LiveTrunks, isAll: boolean, width: number): readonly Column<TrunkView>[] {
  const columns: readonly Column<TrunkView>[] = [
    {
      id: 'name',
      header: t('trunk.col.name'),
      width: 'minmax(150px, 1.6fr)',
      cell: (trunk) => (
        <span className="d-row">
          <span className="sc-truncate d-strong" dir="auto" title={trunk.name}>
            {trunk.name}
          </span>
          {trunk.tenantId === null && !isAll ? (
            <span title={t('trunk.ofBox.hint')}>
              <Tag>{t('trunk.ofBox.tag')}</Tag>
            </span>
          ) : null}
        </span>
      ),
    },
    {
      id: 'state',
      header: t('trunk.col.state'),
      width: 'minmax(236px, 1.2fr)',
      cell: (trunk) => <TrunkState trunk={trunk} live={live} />,
    },
    {
      id: 'owner',
      header: t('trunk.col.owner'),
      width: 'minmax(120px, 1.2fr)',
      cell: (trunk) =>
        trunk.tenantId === null ? (
          t('trunk.ofBox')
        ) : (
          <span className="sc-truncate" dir="auto" title={trunk.tenantName ?? ''}>
            {trunk.tenantName}
          </span>
        ),
    },
    {
      id: 'host',
      header: t('trunk.col.host'),
      width: 'minmax(140px, 1.4fr)',
      cell: (trunk) => (
        <span className="sc-truncate sc-dim" title={hostOf(trunk)}>
          {hostOf(trunk)}
        </span>
      ),
    },
    {
      id: 'kind',
      header: t('trunk.col.kind'),
      width: '112px',
      cell: (trunk) => <span className="sc-dim">{t(`trunk.kind.${trunk.kind}`)}</span>,
    },
    {
      id: 'calls',
      header: t('trunk.col.calls'),
      width: '92px',
      align: 'end',
      cell: (trunk) => callsOf(trunk, live.get(trunk.id)) ?? <span className="sc-dim">–</span>,
    },
  ];
  let rest = columns.filter((column) => isAll || column.id !== 'owner');
  const least = () => rest.reduce((sum, column) => sum + Number(/(\d+)px/.exec(column.width)?.[1] ?? 0), 0);
  for (const id of ['kind', 'host', 'calls', 'owner']) {
    if (width === 0 || least() <= width) break;
    rest = rest.filter((column) => column.id !== id);
  }
  return rest;
}
