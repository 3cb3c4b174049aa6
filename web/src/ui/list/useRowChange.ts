import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import type { Resource, ResourcePage } from '../../api/resource';
import { notifyProblem } from '../notify';

interface RowChange<Item> {
  items: Item[];
  /** What stands there at once; nobody waits for what they have just said. */
  expected?: Partial<Item>;
  send: (item: Item) => Promise<unknown>;
}

/** Changes rows where they stand in a list. Resolves to whether all of it was done; what failed has been said then. */
export function useRowChange<Item extends { id: string }>({ all }: Pick<Resource<Item, object, object>, 'all' | 'pages'>) {
  const queryClient = useQueryClient();
  return async ({ items, expected, send }: RowChange<Item>): Promise<boolean> => {
    const ids = new Set(items.map(({ id }) => id));
    if (expected) {
      await queryClient.cancelQueries({ queryKey: [...all, 'pages'] });
      queryClient.setQueriesData<InfiniteData<ResourcePage<Item>>>(
        { queryKey: [...all, 'pages'] },
        (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map((item) => (ids.has(item.id) ? { ...item, ...expected } : item)) })) },
      );
    }
    try {
      // One after the other, so that many of them leave room for others.
      // oxlint-disable-next-line no-await-in-loop
      for (const item of items) await send(item);
      return true;
    } catch (error) {
      notifyProblem(error);
      return false;
    } finally {
      void queryClient.invalidateQueries({ queryKey: all });
    }
  };
}
