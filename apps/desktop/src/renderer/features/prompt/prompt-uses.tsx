import { useQuery } from '@tanstack/react-query';
import type { promptReferences, PromptView } from '@synergycall/domain';
import { FailureNote, SkeletonLines, t, type Loadable } from '@synergycall/ui';
import { IconRoute } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { z } from 'zod';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';

export type PromptUses = z.infer<typeof promptReferences>;

export function usePromptUses({ tenantId, id }: PromptView): Loadable<PromptUses> {
  const trpc = useTRPC();
  return loadable(useQuery(trpc.prompt.references.queryOptions({ tenantId, id }, { staleTime: 0 })));
}

/** What plays an announcement, each with the way to it. */
export function PromptUsesList({ prompt, uses }: { prompt: PromptView; uses: Loadable<PromptUses> }) {
  if (uses.tag === 'loading') return <SkeletonLines lines={2} />;
  if (uses.tag === 'failed') return <FailureNote failure={uses.failure} />;
  const { rows } = uses.value;
  if (rows.length === 0) return <p className="d-lead sc-dim">{t('prompt.uses.none')}</p>;
  return (
    <ul className="d-flow-uses" aria-label={t('prompt.uses')}>
      {rows.map(({ flowId, name }) => (
        <li key={flowId}>
          <IconRoute size={15} stroke={1.6} aria-hidden />
          <Link href={routes.flow(prompt.tenantId, flowId)} className="d-quiet-link">
            <bdi>{name}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  );
}
