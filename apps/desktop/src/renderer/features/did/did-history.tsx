import { useQuery } from '@tanstack/react-query';
import type { DidId, TenantId } from '@synergycall/domain';
import { FailureNote, RelativeTime, SkeletonLines, t } from '@synergycall/ui';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { actionText, changedFields } from '../audit/words.ts';

/** What is told of a change without opening the audit. */
const TOLD: ReadonlySet<string> = new Set(['target', 'label', 'provider', 'note', 'portInOn']);

/** The last things that were done with a number; the audit has them all. */
export function DidHistory({ tenantId, id }: { tenantId: TenantId; id: DidId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.audit.list.queryOptions({ tenantId, entityId: id, limit: 5 }));
  const state = loadable(query);
  return (
    <>
      <h3 className="d-peek-sub">{t('user.tab.history')}</h3>
      {state.tag === 'loading' ? <SkeletonLines lines={2} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} /> : null}
      {state.tag === 'ready' && state.value.rows.length === 0 ? (
        <p className="d-lead sc-dim">{t('did.history.empty')}</p>
      ) : null}
      {state.tag === 'ready' ? (
        <ul className="d-did-history">
          {state.value.rows.map((row) => (
            <li key={row.id}>
              <div>
                {actionText(row.action)}
                {changedFields(row)
                  .filter(({ field }) => TOLD.has(field) && row.before !== null)
                  .slice(0, 1)
                  .map(({ field, after }) => (after === '' ? null : <bdi key={field}>: {after}</bdi>))}
              </div>
              <div className="sc-dim">
                <bdi>{row.actor.name}</bdi>, <RelativeTime at={row.at} />
              </div>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
