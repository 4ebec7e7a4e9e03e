import { useQueryClient } from '@tanstack/react-query';
import type { DidView } from '@synergycall/domain';
import { useTRPC } from '../../agent/client.tsx';

type Patch = (did: DidView) => DidView;

/** Applies `patch` wherever these numbers stand in what was fetched: a page of a list, a list of pages, one number. */
export function patched(data: unknown, ids: ReadonlySet<string>, patch: Patch): unknown {
  const one = (did: DidView): DidView => (ids.has(did.id) ? patch(did) : did);
  if (typeof data !== 'object' || data === null) return data;
  if ('pages' in data && Array.isArray(data.pages))
    return { ...data, pages: data.pages.map((page: unknown) => patched(page, ids, patch)) };
  if ('rows' in data && Array.isArray(data.rows)) return { ...data, rows: data.rows.map((row: DidView) => one(row)) };
  return 'number' in data ? one(data as DidView) : data;
}

/** Shows a change before the agent has answered; a refresh afterwards tells the truth either way. */
export function usePatchDids(): (ids: readonly string[], patch: Patch) => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (ids, patch) => {
    const wanted = new Set(ids);
    const keys = [trpc.did.list.pathKey(), trpc.did.get.pathKey()];
    // An answer that is on its way would put the old state back for a moment.
    await Promise.all(keys.map((queryKey) => queryClient.cancelQueries({ queryKey })));
    for (const queryKey of keys)
      queryClient.setQueriesData({ queryKey }, (data: unknown) => patched(data, wanted, patch));
  };
}
