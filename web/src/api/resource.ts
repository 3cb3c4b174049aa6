import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type Versioned } from './client';

/** What a list is asked for; a name with several values asks for rows with one of them. */
export type Parameters = Record<string, string | string[]>;

export interface ResourcePage<Item> {
  items: Item[];
  next_cursor: string | null;
}

const PAGE_SIZE = 40;
const MOST_AT_ONCE = 500;

export function queryString(parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of [values].flat()) search.append(name, value);
  }
  return search.toString();
}

/** All rows of a resource that has few of them. */
export async function everyRow<Item>(path: `/${string}`, signal: AbortSignal): Promise<Item[]> {
  const rows: Item[] = [];
  let cursor: string | null = null;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const page: ResourcePage<Item> = await api.get<ResourcePage<Item>>(`${path}?${queryString({ limit: '100', ...(cursor && { cursor }) })}`, signal);
    rows.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return rows;
}

/** The requests that all plain resources of the API answer alike. Keys of their queries begin with `all`. */
export function resource<Item extends { id: string }, Creation extends object, Changes extends object>(path: `/${string}`) {
  const all = [path];
  return {
    all,
    pages: (parameters: Parameters = {}) =>
      infiniteQueryOptions({
        queryKey: [...all, 'pages', parameters],
        queryFn: ({ pageParam, signal }) => {
          const search = queryString({ limit: String(PAGE_SIZE), ...parameters, ...(pageParam && { cursor: pageParam }) });
          return api.get<ResourcePage<Item>>(`${path}?${search}`, signal);
        },
        initialPageParam: null as string | null,
        getNextPageParam: (page) => page.next_cursor,
        // What stands there stays while the next letter is looked up.
        placeholderData: keepPreviousData,
      }),
    one: (id: string) => queryOptions({ queryKey: [...all, 'one', id], queryFn: ({ signal }) => api.getVersioned<Item>(`${path}/${id}`, signal) }),
    create: (values: Creation, key: string): Promise<Item> => api.postOnce<Item>(path, values, key),
    change: (id: string, changes: Changes, etag: string | null = null): Promise<Versioned<Item>> =>
      api.patchVersion<Item>(`${path}/${id}`, changes, etag),
    /** An operation of one row, as `POST /todos/{id}/complete`. */
    act: (id: string, operation: string, body: object = {}): Promise<Item> => api.post<Item>(`${path}/${id}/${operation}`, body),
    remove: (id: string): Promise<undefined> => api.remove(`${path}/${id}`),
    /** With `keepalive` it outlives the page that sends it. */
    removeMany: async (ids: string[], { keepalive = false } = {}): Promise<void> => {
      for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
        // oxlint-disable-next-line no-await-in-loop -- each request has its limit, and many at once would only wait for one another
        await api.post<undefined>(`${path}/bulk-delete`, { ids: ids.slice(from, from + MOST_AT_ONCE) }, { keepalive });
      }
    },
  };
}

export type Resource<Item extends { id: string }, Creation extends object, Changes extends object> = ReturnType<
  typeof resource<Item, Creation, Changes>
>;
