import type { FlowKind, FlowView } from '@synergycall/domain';
import { t, type Column } from '@synergycall/ui';
import { PendingTag } from '../user/columns.tsx';
import { aboutOf, kindOf } from './kinds.tsx';

/** Whether anything leads there: nothing does to a flow that was just made, and that is easily forgotten. */
function Uses({ flow }: { flow: FlowView }) {
  const { references, extension } = flow;
  if (references > 0) return <span className="sc-truncate">{t('callflow.col.uses', { n: references })}</span>;
  return extension === null ? (
    <span className="d-nowhere">{t('callflow.col.unused')}</span>
  ) : (
    <span className="sc-dim sc-truncate">{t('callflow.col.extensionOnly')}</span>
  );
}

/** A kind's list, as many columns as fit; 0: the width is not known yet. */
export function flowColumns(kind: FlowKind, width: number): readonly Column<FlowView>[] {
  const entry = kindOf(kind);
  const { State } = entry;
  const columns: readonly Column<FlowView>[] = [
    {
      id: 'name',
      header: t('callflow.name'),
      width: 'minmax(180px, 1.3fr)',
      cell: (flow) => (
        <span className="d-row">
          <span className="sc-truncate d-strong" dir="auto" title={flow.name}>
            {flow.name}
          </span>
          <PendingTag pending={flow.pending} />
        </span>
      ),
    },
    ...(entry.hasExtension
      ? [
          {
            id: 'extension',
            header: t('user.col.extension'),
            width: '84px',
            cell: (flow: FlowView) => flow.extension ?? <span className="sc-dim">–</span>,
          },
        ]
      : []),
    ...(State
      ? [
          {
            id: 'state',
            header: t('callflow.col.now'),
            width: 'minmax(170px, 1fr)',
            cell: (flow: FlowView) => <State flow={flow} />,
          },
        ]
      : []),
    {
      id: 'about',
      header: t('callflow.col.about'),
      width: 'minmax(200px, 2.4fr)',
      cell: (flow) => {
        const about = aboutOf(flow);
        return (
          <span className="sc-dim sc-truncate" dir="auto" title={about}>
            {about}
          </span>
        );
      },
    },
    { id: 'uses', header: t('callflow.uses'), width: 'minmax(150px, 0.8fr)', cell: (flow) => <Uses flow={flow} /> },
  ];
  const least = (rest: readonly Column<FlowView>[]) =>
    rest.reduce((sum, column) => sum + Number(/(\d+)px/.exec(column.width)?.[1] ?? 0), 0);
  return ['about', 'extension', 'uses'].reduce(
    (rest, spare) => (width === 0 || least(rest) <= width ? rest : rest.filter(({ id }) => id !== spare)),
    columns,
  );
}
