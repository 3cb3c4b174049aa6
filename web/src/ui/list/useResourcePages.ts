import { useInfiniteQuery } from '@tanstack/react-query';
import type { Parameters, Resource } from '../../api/resource';
import type { ListSource } from './ResourceList';

/** The pages of a resource as one list. */
export function useResourcePages<Item extends { id: string }>(
  { pages }: Pick<Resource<Item, object, object>, 'pages'>,
  parameters: Parameters,
): ListSource<Item> {
  const { data, error, isPlaceholderData, hasNextPage, isFetching, isFetchNextPageError, refetch, fetchNextPage } = useInfiniteQuery(pages(parameters));
  return {
    items: data?.pages.flatMap((page) => page.items),
    error,
    isPlaceholderData,
    hasNextPage,
    isFetching,
    isFetchNextPageError,
    refetch,
    fetchNextPage,
  };
}
