import { useNavigate } from '@tanstack/react-router';
import type { Role, UserRole } from '../../api/types';
import { formatMoment, relativeDay } from '../../lib/time';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { fixedRequest } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { assignments } from './assignments';
import { usePeopleNames } from './people';

const ALL = fixedRequest({});

const holderLook = (nameOf: (id: string | null) => string, open: (personId: string) => void): RowLook<UserRole> => ({
  name: { label: 'Person', of: ({ user_id: id }) => nameOf(id) },
  isQuiet: ({ is_expired: isExpired }) => isExpired,
  onOpen: ({ user_id: id }) => open(id),
  columns: [
    { key: 'until', label: 'Until', isLabelled: true, render: ({ expires_at: until }) => (until ? relativeDay(until) : 'no end') },
    { key: 'since', label: 'Given', isLabelled: true, render: ({ granted_at: at }) => formatMoment(at) },
  ],
});

/** Who has a role. */
export function RoleHolders({ role }: { role: Role }) {
  const source = useResourcePages(assignments, { everyone: 'true', role_id: role.id, sort: '-created_at' });
  const navigate = useNavigate();
  const open = (personId: string) => void navigate({ to: '/admin/people/$personId', params: { personId } });
  return (
    <ResourceList
      label="Who has it"
      source={source}
      control={ALL}
      look={holderLook(usePeopleNames(), open)}
      empty={{ title: 'Nobody yet', detail: 'A role is given on the page of a person.' }}
    />
  );
}
