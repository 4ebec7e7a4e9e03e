import { useQuery } from '@tanstack/react-query';
import type { PromptId, TenantId } from '@synergycall/domain';
import { FailureNote, SkeletonLines } from '@synergycall/ui';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { PlayButton } from './play-button.tsx';
import { usePromptActs } from './use-prompt-acts.ts';

/** An announcement in a line: its name leads to it, and it is heard here. */
export function PromptLine({ tenantId, id }: { tenantId: TenantId; id: PromptId }) {
  const trpc = useTRPC();
  const acts = usePromptActs(tenantId);
  const state = loadable(useQuery(trpc.prompt.get.queryOptions({ tenantId, id })));
  if (state.tag === 'loading') return <SkeletonLines lines={1} />;
  if (state.tag === 'failed') return <FailureNote failure={state.failure} />;
  const { name, seconds } = state.value;
  return (
    <div className="d-prompt-line">
      <Link href={routes.prompt(tenantId, id)} className="d-quiet-link sc-truncate" dir="auto">
        {name}
      </Link>
      <PlayButton name={name} seconds={seconds} load={() => acts.load(id)} />
    </div>
  );
}
