import { skipToken, useQuery } from '@tanstack/react-query';
import { t } from '@synergycall/ui';
import { IconFileDiff } from '@tabler/icons-react';
import { use } from 'react';
import { Link, useRoute } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { routes } from '../../frame/routes.ts';
import { TenantContext } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';

/** Above every page when something is live otherwise than it was applied: the tenant's, and the box's for platform admins. */
export function DriftBanner() {
  const trpc = useTRPC();
  const tenant = use(TenantContext);
  const mayBox = useMay(null)('apply.read-all');
  const often = { refetchInterval: 10_000 };
  const pending = useQuery(
    trpc.applies.pending.queryOptions(tenant === undefined ? skipToken : { tenantId: tenant.id }, often),
  ).data;
  const box = useQuery(trpc.applies.boxPending.queryOptions(mayBox ? {} : skipToken, { refetchInterval: 30_000 })).data;
  const [isOwn] = useRoute('/t/:tenantId/drift');
  const [isBox] = useRoute(routes.boxDrift());
  const mine = isOwn ? 0 : (pending?.driftCount ?? 0);
  const boxes = isBox ? 0 : (box?.driftCount ?? 0);
  return (
    <>
      {tenant && mine > 0 ? <Line href={routes.drift(tenant.id)}>{t('drift.banner', { n: mine })}</Line> : null}
      {boxes > 0 ? <Line href={routes.boxDrift()}>{t('drift.bannerBox', { n: boxes })}</Line> : null}
    </>
  );
}

function Line({ href, children }: { href: string; children: string }) {
  return (
    <div className="d-banner" role="status">
      <IconFileDiff size={16} stroke={1.6} aria-hidden />
      <span>
        {children}{' '}
        <Link href={href} className="d-quiet-link d-nowrap">
          {t('drift.see')}
        </Link>
      </span>
    </div>
  );
}
