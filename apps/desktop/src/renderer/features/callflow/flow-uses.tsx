import { useQuery } from '@tanstack/react-query';
import type { flowReferences, FlowView, TenantId } from '@synergycall/domain';
import { FailureNote, SkeletonLines, formatNumber, t, type Loadable } from '@synergycall/ui';
import { IconArrowsSplit2, IconDialpad, IconPhoneIncoming, IconRoute, IconUser } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Link } from 'wouter';
import type { z } from 'zod';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { exitText } from './exit-words.ts';

export type FlowUses = z.infer<typeof flowReferences>;
export type FlowUse = FlowUses['rows'][number];

export function useFlowUses(flow: FlowView): Loadable<FlowUses> {
  const trpc = useTRPC();
  const query = useQuery(trpc.flow.references.queryOptions({ tenantId: flow.tenantId, id: flow.id }, { staleTime: 0 }));
  return loadable(query);
}

const ICONS: Readonly<Record<FlowUse['kind'], ComponentType<{ size: number; stroke: number }>>> = {
  did: IconDialpad,
  flow: IconRoute,
  tenant: IconPhoneIncoming,
  policy: IconArrowsSplit2,
  user: IconUser,
};

/** "+1 202 555 0101", "Opening hours, open", "calls to numbers without a destination". */
export function nameOfUse(use: FlowUse): string {
  switch (use.kind) {
    case 'did':
      return formatNumber(use.name);
    case 'flow':
      return use.exit === null ? use.name : t('callflow.uses.exit', { name: use.name, exit: exitText(use.exit) });
    case 'tenant':
      return t('callflow.uses.default');
    case 'policy':
      return t('callflow.uses.policy', { name: use.name });
    case 'user':
      return t('callflow.uses.forward', { name: use.name });
  }
}

function hrefOf(tenantId: TenantId, { kind, id }: FlowUse): string | undefined {
  if (kind === 'did') return routes.number(tenantId, id);
  if (kind === 'flow') return routes.flow(tenantId, id);
  if (kind === 'user') return routes.user(tenantId, id, 'handling');
  return kind === 'tenant' ? routes.defaultFlow(tenantId) : undefined;
}

/** What leads calls to a flow, each with the way to it. */
export function FlowUsesList({ flow, uses }: { flow: FlowView; uses: Loadable<FlowUses> }) {
  if (uses.tag === 'loading') return <SkeletonLines lines={2} />;
  if (uses.tag === 'failed') return <FailureNote failure={uses.failure} />;
  const { rows, total } = uses.value;
  if (rows.length === 0)
    return (
      <p className="d-lead sc-dim">
        {flow.extension === null ? t('callflow.uses.none') : t('callflow.uses.extension', { n: flow.extension })}
      </p>
    );
  return (
    <>
      <ul className="d-flow-uses" aria-label={t('callflow.uses')}>
        {rows.map((use) => {
          const Icon = ICONS[use.kind];
          const href = hrefOf(flow.tenantId, use);
          const text = <bdi>{nameOfUse(use)}</bdi>;
          return (
            <li key={`${use.kind} ${use.id} ${use.exit ?? ''}`}>
              <Icon size={15} stroke={1.6} aria-hidden />
              {href === undefined ? (
                text
              ) : (
                <Link href={href} className="d-quiet-link">
                  {text}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {total > rows.length ? <p className="sc-dim">{t('did.andMore', { n: total - rows.length })}</p> : null}
    </>
  );
}
