import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import type { DidStatus } from '@synergycall/domain';
import type { Sort } from '@synergycall/ui';
import { useState } from 'react';

const SORTS = { number: 'number', label: 'label', created: 'created' } as const;

/** What a list of numbers is asked for: search, status, provider and order. */
export function useDidFilters() {
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [status, setStatus] = useState<DidStatus | 'all'>('all');
  const [provider, setProvider] = useState<string | null>(null);
  const [sort, setSort] = useState<Sort>({ column: 'number', descending: false });
  return {
    written,
    setWritten,
    search,
    status,
    setStatus,
    provider,
    setProvider,
    sort,
    setSort,
    input: {
      limit: 200,
      sort: SORTS[sort.column as keyof typeof SORTS] ?? ('number' as const),
      descending: sort.descending,
      ...(search === '' ? {} : { search }),
      ...(status === 'all' ? {} : { status }),
      ...(provider === null ? {} : { provider }),
    },
    clear: () => {
      setWritten('');
      setStatus('all');
      setProvider(null);
    },
    isFiltered: search !== '' || status !== 'all' || provider !== null,
  };
}
export type DidFilters = ReturnType<typeof useDidFilters>;

export const didPaging = {
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
  placeholderData: keepPreviousData,
  refetchInterval: (q: { state: { data: { pages: readonly unknown[] } | undefined } }) =>
    (q.state.data?.pages.length ?? 0) > 2 ? (false as const) : 30_000,
};
