import { useQuery } from '@tanstack/react-query';
import type { PolicyId, TenantId, TraceView, UserId } from '@synergycall/domain';
import type { Loadable } from '@synergycall/ui';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';

/** A question to the tracer; without a number it is none yet. */
export interface Asked {
  readonly tenantId: TenantId;
  readonly model: 'live' | 'pending';
  readonly dialled?: string;
  readonly number?: string;
  readonly from?: UserId;
  readonly policyId?: PolicyId;
  readonly at?: string;
}

export const isAsked = ({ dialled, number }: Asked): boolean => dialled !== undefined || number !== undefined;

/** The most characters that a phone dials. */
const MOST = 79;
/** As a phone dials it: without what people put between digits. */
export const dialledText = (written: string): string =>
  written.replaceAll(/[\s()./\u2010-\u2015-]/g, '').slice(0, MOST);

/** What happens to this call. Asked again after every change, and when the window is looked at again. */
export function useTrace(asked: Asked): Loadable<TraceView> {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.trace.explain.queryOptions(asked as Parameters<typeof trpc.trace.explain.queryOptions>[0], {
      enabled: isAsked(asked),
    }),
  );
  const state = loadable(query);
  if (query.error === null) return state;
  // Offline, what is on the screen stays; a refusal counts more than the answer before.
  const refused = loadable<TraceView>({ data: undefined, error: query.error });
  return refused.tag === 'failed' && refused.failure.code === 'client.unreachable' ? state : refused;
}
