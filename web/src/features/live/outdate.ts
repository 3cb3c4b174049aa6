import type { QueryClient, QueryFilters } from '@tanstack/react-query';

/** Has what these queries loaded be loaded anew, where it is shown at once. */
export function outdate(queryClient: QueryClient, filters: QueryFilters): void {
  for (const { promise, queryKey, state } of queryClient.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })) {
    // A first load is not begun anew, and what it brings may be older than the change.
    if (state.data === undefined) {
      promise?.then(
        () => queryClient.invalidateQueries({ queryKey, exact: true }),
        () => undefined,
      );
    }
  }
  void queryClient.invalidateQueries(filters);
}
