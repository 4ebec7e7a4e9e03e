import { useQuery } from '@tanstack/react-query';
import type { AuditView, TenantId } from '@synergycall/domain';
import { FailureNote, RelativeTime, SkeletonLines, t } from '@synergycall/ui';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { actionText } from './words.ts';

/** The last things that were done with an object, below what it is; the audit has them all. */
export function ObjectHistory(props: {
  tenantId: TenantId;
  id: string;
  /** What is told of a change without opening the audit; '': its name says it all. */
  told: (row: AuditView) => string;
  empty: string;
}) {
  const trpc = useTRPC();
  const query = useQuery(trpc.audit.list.queryOptions({ tenantId: props.tenantId, entityId: props.id, limit: 5 }));
  const state = loadable(query);
  return (
    <>
      <h3 className="d-peek-sub">{t('user.tab.history')}</h3>
      {state.tag === 'loading' ? <SkeletonLines lines={2} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} /> : null}
      {state.tag === 'ready' && state.value.rows.length === 0 ? <p className="d-lead sc-dim">{props.empty}</p> : null}
      {state.tag === 'ready' ? (
        <ul className="d-did-history">
          {state.value.rows.map((row) => {
            const told = props.told(row);
            return (
              <li key={row.id}>
                <div>
                  {actionText(row.action)}
                  {told === '' ? null : <bdi>: {told}</bdi>}
                </div>
                <div className="sc-dim">
                  <bdi>{row.actor.name}</bdi>, <RelativeTime at={row.at} />
                </div>
              </li>
            );
          })}
        </ul>
      ) : null}
    </>
  );
}
