import type { DestinationView, DidView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';

/** "Ann Lee, 1001", as a way to the person. */
export function DestinationLink({ tenantId, target }: { tenantId: string; target: DestinationView }) {
  return (
    <Link
      href={routes.user(tenantId, target.destination.userId)}
      className="d-quiet-link"
      onClick={(event) => event.stopPropagation()}
    >
      <bdi>{target.name}</bdi>
      {target.detail === null ? null : <span className="sc-dim">, {target.detail}</span>}
    </Link>
  );
}

/** The same in words alone. */
export const destinationText = ({ name, detail }: Pick<DestinationView, 'name' | 'detail'>): string =>
  detail === null ? name : t('apply.tell.with', { name, detail });

/** Where a call to this number goes: to its own destination, to the tenant's default, or nowhere. */
export function LeadsTo({ did, fallback }: { did: DidView; fallback: DestinationView | null }) {
  if (did.tenantId === null) return <span className="sc-dim">–</span>;
  if (did.target) return <DestinationLink tenantId={did.tenantId} target={did.target} />;
  if (fallback)
    return (
      <span className="sc-dim" title={t('did.default.why')}>
        {t('did.default.in')} <bdi>{fallback.name}</bdi>
      </span>
    );
  return (
    <span className="d-nowhere" title={t('did.nowhere.why')}>
      <IconAlertTriangle size={14} stroke={1.75} aria-hidden /> {t('did.nowhere')}
    </span>
  );
}
