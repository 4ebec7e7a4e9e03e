/** What a list needs of a query that brings its rows page by page: those that are here, how many there are, and more when the end comes near. */
export function paged<Row>(query: {
  readonly data: { readonly pages: readonly { readonly rows: readonly Row[]; readonly total: number }[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}) {
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return {
    rows,
    total: query.data?.pages[0]?.total ?? rows.length,
    loadingMore: query.isFetchingNextPage,
    onNearEnd: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}
