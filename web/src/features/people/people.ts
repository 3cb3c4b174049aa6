import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { queryString, resource, type ResourcePage } from '../../api/resource';
import { api } from '../../api/client';
import type { User } from '../../api/types';
import type { ListShape } from '../../ui/list/listRequest';

export const people = resource<User, never, never>('/users');

/** Whether more of them is shown than everybody may know. */
export const isShown = (person: Partial<User>): person is User => person.email !== undefined;

export const PEOPLE_LIST: ListShape = {
  search: 'Search people',
  filters: [
    {
      name: 'is_active',
      label: 'Which people',
      choices: [
        { value: '', label: 'Everybody' },
        { value: 'true', label: 'May sign in' },
        { value: 'false', label: 'Suspended' },
      ],
    },
  ],
  sorts: [
    { value: 'username_key', label: 'By name' },
    { value: '-last_login', label: 'Latest sign-in first' },
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};

/** Whether a password of theirs is refused unseen, as of that moment in milliseconds. */
export const isLocked = ({ locked_until: until }: Pick<User, 'locked_until'>, now: number) => until !== null && new Date(until).getTime() > now;

const FIRST = 100;

const namesQuery = queryOptions({
  queryKey: [...people.all, 'names'],
  // Once for a page of rows, since every look at people is itself written down.
  queryFn: async ({ signal }) => {
    const { items, next_cursor: next } = await api.get<ResourcePage<User>>(`/users?limit=${FIRST}`, signal);
    return { names: new Map(items.map(({ id, username }) => [id, username])), isAll: next === null };
  },
  staleTime: 5 * 60 * 1000,
});

/** People with these words in their names or addresses. */
export const foundPeopleQuery = (words: string) =>
  queryOptions({
    queryKey: [...people.all, 'found', words],
    queryFn: async ({ signal }) => (await api.get<ResourcePage<User>>(`/users?${queryString({ limit: '20', q: words })}`, signal)).items,
    placeholderData: keepPreviousData,
  });

const NOBODY_YET = { names: new Map<string, string>(), isAll: true };

/** The first people by id, and whether there are no others; for administrators. */
export const useKnownPeople = () => useQuery(namesQuery).data ?? NOBODY_YET;

/** What to call the person of a row, for administrators. */
export function usePeopleNames(): (id: string | null) => string {
  const { data } = useQuery(namesQuery);
  // Until the names are there, no end of an id flashes up in their place.
  const nameless = (id: string) => (data ? `…${id.slice(-6)}` : '…');
  return (id) => (id === null ? 'nobody known' : (data?.names.get(id) ?? nameless(id)));
}
