import { ActionIcon } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditView, TenantId } from '@synergycall/domain';
import {
  DataList,
  EmptyState,
  Facts,
  StateDot,
  formatMoment,
  formatMomentInFull,
  t,
  type Column,
} from '@synergycall/ui';
import { IconListCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { useWindow } from '../../frame/window-state.ts';
import { actionText, changedFields } from './words.ts';

const columns: readonly Column<AuditView>[] = [
  {
    id: 'when',
    header: t('audit.col.when'),
    width: '140px',
    cell: (a) => <time dateTime={a.at}>{formatMoment(a.at)}</time>,
  },
  { id: 'who', header: t('audit.col.who'), width: 'minmax(120px, 1fr)', cell: (a) => a.actor.name },
  { id: 'what', header: t('audit.col.what'), width: 'minmax(140px, 1.2fr)', cell: (a) => actionText(a.action) },
  {
    id: 'object',
    header: t('audit.col.object'),
    width: 'minmax(140px, 1.6fr)',
    cell: (a) => <span dir="auto">{a.entity.name ?? a.entity.kind}</span>,
  },
  {
    id: 'outcome',
    header: t('audit.col.outcome'),
    width: '100px',
    cell: (a) => <StateDot tone={a.outcome === 'done' ? 'live' : 'failed'} label={t(`audit.${a.outcome}`)} />,
  },
  {
    id: 'source',
    header: t('audit.col.source'),
    width: '130px',
    cell: (a) => <span className="sc-dim">{a.source ?? '–'}</span>,
  },
];

/** What was done, newest first, with the values before and after beside it. */
export function AuditList({ tenantId, entityId }: { tenantId: TenantId; entityId?: string }) {
  const trpc = useTRPC();
  const compact = useWindow((s) => s.compactRows);
  const [picked, setPicked] = useState<AuditView>();
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { tenantId, limit: 100, ...(entityId === undefined ? {} : { entityId }) },
      { getNextPageParam: (last) => last.nextCursor ?? undefined },
    ),
  );
  return (
    <div className={entityId === undefined ? 'd-split' : 'd-split d-split-boxed'}>
      <div className="d-split-main">
        <DataList
          {...paged(query)}
          label={t('audit.title')}
          columns={columns}
          rowKey={(a) => a.id}
          compact={compact}
          onOpen={setPicked}
          onPick={setPicked}
          selectedKey={picked?.id}
          state={loadable(query)}
          onRetry={() => void query.refetch()}
          empty={
            <EmptyState icon={<IconListCheck size={28} stroke={1.5} />} title={t('audit.empty.title')}>
              {t('audit.empty.text')}
            </EmptyState>
          }
        />
      </div>
      {picked ? <Details row={picked} onClose={() => setPicked(undefined)} /> : null}
    </div>
  );
}

function Details({ row, onClose }: { row: AuditView; onClose: () => void }) {
  const fields = changedFields(row);
  return (
    <aside className="d-peek" aria-label={actionText(row.action)}>
      <header className="d-peek-header">
        <div className="d-grow d-min0">
          <h2 className="d-peek-title">{actionText(row.action)}</h2>
          <div className="sc-dim">{formatMomentInFull(row.at)}</div>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={t('audit.close')} onClick={onClose}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <div className="d-peek-body">
        <Facts
          rows={[
            [t('audit.col.who'), row.role === null ? row.actor.name : `${row.actor.name} (${t(`role.${row.role}`)})`],
            [t('audit.col.object'), row.entity.name ?? row.entity.kind],
            [t('audit.col.source'), row.source ?? '–'],
          ]}
        />
        {fields.length === 0 ? (
          <p className="sc-dim">{t('audit.noValues')}</p>
        ) : (
          <table className="d-values">
            <thead>
              <tr>
                <th>{t('audit.field')}</th>
                <th>{t('audit.before')}</th>
                <th>{t('audit.after')}</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((f) => (
                <tr key={f.field}>
                  <th scope="row">{f.field}</th>
                  <td>{f.before === '' ? '–' : f.before}</td>
                  <td>{f.after === '' ? '–' : f.after}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </aside>
  );
}
