import type { User } from '../../api/types';
import { formatDate, formatMoment } from '../../lib/time';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { useListRequest } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { people, PEOPLE_LIST } from './people';

const LOOK: RowLook<User> = {
  name: { label: 'Person', of: ({ username }) => username, sort: 'username_key' },
  isQuiet: ({ is_active: isActive }) => !isActive,
  renderNote: ({ full_name: name, email, is_active: isActive }) => (
    <>
      {!isActive && <span>Suspended</span>}
      {name && <span>{name}</span>}
      <span>{email}</span>
    </>
  ),
  columns: [
    { key: 'roles', label: 'Roles', render: ({ roles }) => roles.join(', ') },
    { key: 'seen', label: 'Last signed in', sort: 'last_login', isLabelled: true, render: ({ last_login: at }) => (at ? formatMoment(at) : 'never') },
    { key: 'since', label: 'Here since', sort: 'created_at', isExtra: true, isLabelled: true, render: ({ created_at: at }) => formatDate(at) },
  ],
};

/** Everybody with an account, for administrators. */
export function People() {
  const control = useListRequest(PEOPLE_LIST);
  const source = useResourcePages(people, control.parameters);
  return <ResourceList label="People" source={source} control={control} look={LOOK} empty={{ title: 'Nobody', detail: 'People with an account stand here.' }} />;
}
