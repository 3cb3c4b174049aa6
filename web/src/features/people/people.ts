import { queryOptions, useQuery } from '@tanstack/react-query';
import { resource } from '../../api/resource';
import { api } from '../../api/client';
import type { User } from '../../api/types';
import type { ListShape } from '../../ui/list/listRequest';

export const people = resource<User, never, never>('/users');

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

const namesQuery = queryOptions({
  queryKey: [...people.all, 'names'],
  // Once for a page of rows, since every look at people is itself written down.
  queryFn: async ({ signal }) => {
    const { items } = await api.get<{ items: User[] }>('/users?limit=100', signal);
    return new Map(items.map(({ id, username }) => [id, username]));
  },
  staleTime: 5 * 60 * 1000,
});

/** What to call the person of a row, for administrators. */
export function usePeopleNames(): (id: string | null) => string {
  const { data } = useQuery(namesQuery);
  return (id) => (id === null ? 'nobody known' : (data?.get(id) ?? `…${id.slice(-6)}`));
}
