import { useNavigate } from '@tanstack/react-router';
import type { User } from '../../api/types';
import { formatDate, formatMoment } from '../../lib/time';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { useListRequest } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { isLocked, people, PEOPLE_LIST } from './people';

const personLook = (open: (id: string) => void): RowLook<User> => ({
  name: { label: 'Person', of: ({ username }) => username, sort: 'username_key' },
  onOpen: ({ id }) => open(id),
  isQuiet: ({ is_active: isActive }) => !isActive,
  renderNote: ({ full_name: name, email, is_active: isActive, ...person }) => (
    <>
      {!isActive && <span>Suspended</span>}
      {isLocked(person, Date.now()) && <span>Locked</span>}
      {name && <span>{name}</span>}
      <span>{email}</span>
    </>
  ),
  columns: [
    { key: 'roles', label: 'Roles', render: ({ roles }) => roles.join(', ') },
    { key: 'seen', label: 'Last signed in', sort: 'last_login', isLabelled: true, render: ({ last_login: at }) => (at ? formatMoment(at) : 'never') },
    { key: 'since', label: 'Here since', sort: 'created_at', isExtra: true, isLabelled: true, render: ({ created_at: at }) => formatDate(at) },
  ],
});

/** Everybody with an account, for administrators. */
export function People() {
  const control = useListRequest(PEOPLE_LIST);
  const source = useResourcePages(people, control.parameters);
  const navigate = useNavigate();
  const open = (personId: string) => void navigate({ to: '/admin/people/$personId', params: { personId } });
  return <ResourceList label="People" source={source} control={control} look={personLook(open)} empty={{ title: 'Nobody', detail: 'People with an account stand here.' }} />;
}
